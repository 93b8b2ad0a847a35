package dev.fairlead.protocols.delivery;

import dev.fairlead.media.segment.Part;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.protocols.http.HttpBodyWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends a segment while it grows. Confined to the exchange's loop.
 *
 * <p>Takes from the window only what the client has room for, so a slow client costs nothing: the
 * parts wait in the window, where they are anyway.
 */
final class SegmentRelay extends Waiter {
  private final Delivery delivery;
  private final MediaHandler.Wanted wanted;
  private final SegmentWindow window;
  private final long sequence;

  private @Nullable HttpBodyWriter body;
  private @Nullable LoopWaiters waiters;
  private int partsSent;
  private boolean stalled;
  private boolean over;

  SegmentRelay(Delivery delivery, MediaHandler.Wanted wanted, long sequence) {
    this.delivery = delivery;
    this.wanted = wanted;
    this.window = wanted.window();
    this.sequence = sequence;
  }

  void start() {
    HttpBodyWriter opened =
        wanted
            .exchange()
            .setHeader("Cache-Control", Caching.IMMUTABLE)
            .respondStreaming(wanted.contentType());
    if (wanted.exchange().method().equals("HEAD")) {
      opened.end();
      return;
    }
    body = opened;
    waiters = delivery.waiters(window, wanted.exchange().loop());
    wanted.exchange().onDone(this::finish);
    opened.onWritabilityChanged(this::pump);
    pump();
  }

  @Override
  protected boolean isReady(WindowState state) {
    return !stalled && (state.ended() || state.hasPart(sequence, partsSent));
  }

  @Override
  protected void resume() {
    pump();
  }

  @Override
  protected void timedOut() {
    abort();
  }

  /** Sends what there is and the client takes, then waits for more. */
  private void pump() {
    HttpBodyWriter out = body;
    if (over || out == null) {
      return;
    }
    Segment segment = window.segment(sequence);
    if (segment == null) {
      abort();
      return;
    }
    List<Part> parts = segment.parts();
    stalled = false;
    while (partsSent < parts.size() && !stalled) {
      if (!parts.get(partsSent).retainInto(out::write)) {
        abort();
        return;
      }
      wanted.sent(parts.get(partsSent));
      partsSent++;
      stalled = !out.isWritable();
    }
    out.flush();
    if (segment.complete() && partsSent == parts.size()) {
      finish();
      out.end();
    } else if (place == NOT_PARKED
        && (waiters == null || !waiters.park(this, Delivery.waitNs(wanted.broadcast())))) {
      abort();
    }
  }

  private void finish() {
    over = true;
    if (waiters != null) {
      waiters.leave(this);
    }
  }

  private void abort() {
    HttpBodyWriter out = body;
    if (!over && out != null) {
      finish();
      delivery.counters().increment(DeliveryCounter.RELAYS_BROKEN);
      out.abort();
    }
  }
}
