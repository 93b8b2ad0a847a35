package dev.fairlead.protocols.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.protocols.http.MemoryFile;
import io.netty.channel.FileRegion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Which segments get a file of the kernel's, and when it goes. */
@Timeout(20)
@EnabledOnOs(OS.LINUX)
class SegmentFilesTest {
  /** As {@link WindowScript} writes them: three parts of eight bytes. */
  private static final int SEGMENT_BYTES = 24;

  private static final String FIRST = "[v1 0.0][v1 0.1][v1 0.2]";

  private final PackagedBroadcast broadcast =
      WindowScript.broadcast("cam", "r1", new SegmentTargets(1_000, 5_000, 200, 20_000));
  private final WindowScript video = WindowScript.video(broadcast, "v1", 4);
  private final CounterSet<DeliveryCounter> counters = new CounterSet<>(DeliveryCounter.class);

  @AfterEach
  void letGo() {
    video.release();
  }

  private SegmentFiles files(int minBytes, long maxBytes) {
    return new SegmentFiles(counters, minBytes, maxBytes);
  }

  private Segment segment(long sequence) {
    Segment segment = video.window().segment(sequence);
    assertNotNull(segment);
    return segment;
  }

  private @Nullable MemoryFile find(SegmentFiles files, Segment segment) {
    return files.find(video.window(), segment);
  }

  private static void awaitMicros() {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
  }

  /** Asks until it is there. */
  private MemoryFile written(SegmentFiles files, Segment segment) {
    for (; ; awaitMicros()) {
      MemoryFile file = find(files, segment);
      if (file != null) {
        return file;
      }
    }
  }

  private static String text(FileRegion region) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WritableByteChannel target = Channels.newChannel(bytes);
    while (region.transferred() < region.count()) {
      region.transferTo(target, region.transferred());
    }
    region.release();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void copiesASegmentThatIsAskedForAgain() throws IOException {
    SegmentFiles files = files(1, 1_000);
    video.segment(3, 200);

    assertNull(find(files, segment(0)), "nothing is written for one request");
    assertEquals(0, files.heldBytes());
    MemoryFile file = written(files, segment(0));

    assertEquals(FIRST, text(file.region(0, file.sizeBytes())));
    assertEquals("[v1 0.1]", text(file.region(8, 8)));
    assertEquals(1, counters.value(DeliveryCounter.FILES_WRITTEN));
    assertEquals(SEGMENT_BYTES, files.heldBytes());
    file.release();
  }

  @Test
  void keepsAFileForThoseWhoReadItWhenItsSegmentIsGone() throws IOException {
    SegmentFiles files = files(1, 1_000);
    video.segment(3, 200);
    find(files, segment(0));
    MemoryFile file = written(files, segment(0));
    FileRegion region = file.region(0, file.sizeBytes());
    file.release();

    for (int i = 0; i < 8; i++) {
      video.segment(3, 200);
    }

    assertEquals(0, files.heldBytes());
    assertEquals(1, file.refCnt(), "the region's");
    assertEquals(FIRST, text(region));
    assertEquals(0, file.refCnt());
  }

  @Test
  void letsAllGoWithTheWindow() {
    SegmentFiles files = files(1, 1_000);
    video.segment(3, 200);
    find(files, segment(0));
    MemoryFile file = written(files, segment(0));
    file.release();

    video.release();

    assertEquals(0, files.heldBytes());
    assertEquals(0, file.refCnt());
  }

  @Test
  void keepsNothingOfWhatIsOver() {
    SegmentFiles files = files(1, 1_000);
    video.segment(3, 200);
    find(files, segment(0));
    written(files, segment(0)).release();

    video.end();

    assertEquals(0, files.heldBytes());
    assertNull(find(files, segment(0)));
  }

  @Test
  void writesNoMoreThanItMay() {
    SegmentFiles files = files(1, SEGMENT_BYTES + 1);
    video.segment(3, 200).segment(3, 200);
    find(files, segment(0));
    written(files, segment(0)).release();

    find(files, segment(1));
    assertNull(find(files, segment(1)));

    assertEquals(SEGMENT_BYTES, files.heldBytes());
    assertTrue(counters.value(DeliveryCounter.FILES_REFUSED) > 0);
  }

  @Test
  void leavesShortSegmentsAlone() {
    SegmentFiles files = files(SEGMENT_BYTES + 1, 1_000);
    video.segment(3, 200);

    find(files, segment(0));
    assertNull(find(files, segment(0)));

    assertEquals(0, files.heldBytes());
    assertEquals(0, counters.value(DeliveryCounter.FILES_REFUSED));
  }
}
