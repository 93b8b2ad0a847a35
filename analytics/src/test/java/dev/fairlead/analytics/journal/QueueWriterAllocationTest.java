package dev.fairlead.analytics.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.analytics.event.EventType;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionId;
import dev.fairlead.media.testkit.AllocationMeter;
import java.nio.file.Path;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueWriterAllocationTest {
  private static final int RUNS = 20_000;

  @TempDir Path folder;

  @Test
  void checkpointsAndEndsAreWrittenWithoutAllocating() {
    SessionEvent.Checkpoint checkpoint = SessionScript.checkpoint("session-1", 1_000);
    OpenSessions.Open session =
        new OpenSessions.Open(
            new SessionId("session-1"), SessionScript.TENANT, EventType.USER_CONNECTION, 1, 1);
    try (SingleChronicleQueue queue = QueueFiles.forWriting(folder);
        QueueWriter writer = new QueueWriter(queue, "node-1")) {
      long bytes =
          AllocationMeter.bytesAllocated(
              2 * RUNS,
              RUNS,
              () -> {
                long _ = writer.checkpoint(EventType.USER_CONNECTION, checkpoint, 2);
                long _ = writer.closed(session, 1, 2, checkpoint.usage(), "viewer_left");
              });

      // An index page and the names of the next file now and then, not something per event.
      assertEquals(0, bytes / RUNS, bytes + " bytes in " + RUNS + " runs");
    }
  }
}
