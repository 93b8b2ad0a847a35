package dev.fairlead.control.boot;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;

/**
 * Ends all broadcasts when the node closes, and gives their last bytes a moment to leave: viewers
 * see a proper end, not a broken connection.
 */
final class BroadcastsEnd implements AutoCloseable {
  /** Long enough for a window of media to leave; far below what orchestrators grant. */
  private static final long DEADLINE_MS = 3_000;

  /** The loops write what the end of a broadcast put into their queues. */
  private static final long LAST_WRITES_MS = 200;

  private static final long POLL_MS = 10;

  private final BroadcastRegistry broadcasts;

  BroadcastsEnd(BroadcastRegistry broadcasts) {
    this.broadcasts = broadcasts;
  }

  @Override
  public void close() {
    if (broadcasts.all().isEmpty()) {
      return;
    }
    for (Broadcast broadcast : broadcasts.all()) {
      broadcast.stop(EndReason.SHUTDOWN);
    }
    try {
      for (long waitedMs = 0; waitedMs < DEADLINE_MS; waitedMs += POLL_MS) {
        if (broadcasts.all().isEmpty()) {
          break;
        }
        Thread.sleep(POLL_MS);
      }
      Thread.sleep(LAST_WRITES_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
