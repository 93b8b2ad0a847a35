package dev.fairlead.protocols.progressive;

import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.egress.EgressViewer;
import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpExchange;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One endless answer between the fan-out and its exchange, and the session that accounts for it.
 * Confined to the exchange's loop; keeps no bytes.
 */
final class ProgressiveViewer implements EgressViewer {
  private static final String LEFT = "viewer_left";
  private static final String STALLED = "stalled";
  private static final String FAILED = "failed";

  private final HttpExchange exchange;
  private final HttpBodyWriter body;
  private final Session session;
  private Egress.@Nullable Place place;
  private @Nullable Future<?> checkpoints;
  private String closeReason = LEFT;

  ProgressiveViewer(HttpExchange exchange, HttpBodyWriter body, Session session) {
    this.exchange = exchange;
    this.body = body;
    this.session = session;
  }

  /** Takes its seat, and tells from time to time what it used. */
  void seated(Egress.Place seat, long checkpointMs) {
    place = seat;
    session.onCut(reason -> exchange.loop().execute(() -> cut(reason)));
    body.onWritabilityChanged(
        () -> {
          if (body.isWritable()) {
            seat.writable();
          }
        });
    checkpoints =
        exchange
            .loop()
            .scheduleAtFixedRate(
                () -> session.checkpoint(usage()),
                checkpointMs,
                checkpointMs,
                TimeUnit.MILLISECONDS);
  }

  /** The exchange is over, however it came to that. */
  void done() {
    Future<?> timer = checkpoints;
    if (timer != null) {
      timer.cancel(false);
    }
    Egress.Place seat = place;
    if (seat != null) {
      seat.leave();
    }
    session.close(usage(), closeReason);
  }

  private UsageCounters usage() {
    Egress.Place seat = place;
    return seat == null
        ? UsageCounters.ZERO
        : new UsageCounters(0, exchange.bytesSent(), seat.mediaMillis(), seat.samplesDropped());
  }

  @Override
  public boolean isWritable() {
    return body.isWritable();
  }

  @Override
  public void write(ByteBuf bytes) {
    body.write(bytes);
    body.flush();
  }

  @Override
  public void ended(EndReason reason) {
    closeReason = reason.name().toLowerCase(Locale.ROOT);
    body.end();
  }

  /** It got no seat. */
  void failed() {
    closeReason = FAILED;
    body.abort();
  }

  private void cut(String reason) {
    closeReason = reason;
    body.abort();
  }

  @Override
  public void stalled() {
    closeReason = STALLED;
    body.abort();
  }
}
