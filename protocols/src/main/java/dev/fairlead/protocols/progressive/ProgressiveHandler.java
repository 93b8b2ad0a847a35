package dev.fairlead.protocols.progressive;

import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.session.Admitted;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.HttpPlayRequest;
import dev.fairlead.protocols.http.HttpRefusal;
import dev.fairlead.protocols.http.HttpRoute;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET /live/ID.SUFFIX} of one format. Any thread may hold it; each exchange stays on
 * its own loop.
 *
 * <p>A request is checked first and admitted only once there is something to play, so that a player
 * that asks for a broadcast that is not live, again and again, opens no session.
 */
public final class ProgressiveHandler implements HttpHandler {
  /** How often a session tells what it used so far. */
  private static final long CHECKPOINT_MS = 10_000;

  /** Longest wait a client may ask for: below the 30 s after which the server answers for us. */
  private static final long MAX_WAIT_MS = 25_000;

  /** How often somebody who waits looks again. */
  private static final long LOOK_AGAIN_MS = 200;

  private final ProgressiveFormat format;
  private final SessionGate gate;
  private final BroadcastRegistry registry;
  private final Egress egress;

  /**
   * @param format what is served
   * @param gate admits viewers
   * @param registry finds broadcasts
   * @param egress sends them
   */
  public ProgressiveHandler(
      ProgressiveFormat format, SessionGate gate, BroadcastRegistry registry, Egress egress) {
    this.format = format;
    this.gate = gate;
    this.registry = registry;
    this.egress = egress;
  }

  /** Where it answers. */
  public HttpRoute route() {
    return HttpRoute.get("/live/{id}." + format.suffix(), this);
  }

  @Override
  public void handle(HttpExchange exchange) {
    PlayRequest request = HttpPlayRequest.of(exchange, format.protocol());
    long deadlineNs =
        now(exchange) + TimeUnit.MILLISECONDS.toNanos(waitMs(exchange.query().get("wait")));
    var _ =
        gate.check(request)
            .thenAcceptAsync(
                answer -> {
                  switch (answer) {
                    case PlayAdmission.Granted granted ->
                        awaitBroadcast(exchange, request, granted.broadcast(), deadlineNs);
                    case PlayAdmission.Refused refused ->
                        refuse(exchange, refused.reason(), refused.text());
                  }
                },
                exchange.loop());
  }

  /** Seconds as the client asks for them; anything else is no wait at all. */
  private static long waitMs(@Nullable String seconds) {
    if (seconds == null || seconds.length() > 4 || !seconds.chars().allMatch(Character::isDigit)) {
      return 0;
    }
    return seconds.isEmpty() ? 0 : Math.min(MAX_WAIT_MS, Long.parseLong(seconds) * 1_000);
  }

  private void awaitBroadcast(
      HttpExchange exchange, PlayRequest request, BroadcastKey key, long deadlineNs) {
    if (exchange.isClosed()) {
      return;
    }
    Broadcast broadcast = registry.find(key);
    if (broadcast != null) {
      if (!canCarry(broadcast)) {
        cannotCarry(exchange);
      } else if (exchange.method().equals("HEAD")) {
        begin(exchange).end();
      } else {
        admit(exchange, request);
      }
    } else if (now(exchange) - deadlineNs >= 0) {
      notLive(exchange);
    } else {
      var _ =
          exchange
              .loop()
              .schedule(
                  () -> awaitBroadcast(exchange, request, key, deadlineNs),
                  LOOK_AGAIN_MS,
                  TimeUnit.MILLISECONDS);
    }
  }

  private void admit(HttpExchange exchange, PlayRequest request) {
    var _ =
        gate.play(request)
            .thenAcceptAsync(
                answer -> {
                  switch (answer) {
                    case Admitted.Yes<PlayAdmission.Granted> yes ->
                        play(exchange, yes.session(), yes.grant().broadcast());
                    case Admitted.No<PlayAdmission.Granted> no ->
                        refuse(exchange, no.reason(), no.text());
                  }
                },
                exchange.loop());
  }

  private void play(HttpExchange exchange, Session session, BroadcastKey key) {
    Broadcast broadcast = registry.find(key);
    if (exchange.isClosed() || broadcast == null) {
      session.close(UsageCounters.ZERO, broadcast == null ? "not_live" : "viewer_left");
      notLive(exchange);
      return;
    }
    ProgressiveViewer viewer = new ProgressiveViewer(exchange, begin(exchange), session);
    exchange.onDone(viewer::done);
    SoundProfile asked = format.soundFor(exchange.query().get("sound"));
    SoundProfile sound = asked.isServedBy(broadcast.tracks()) ? SoundProfile.ORIGINAL : asked;
    String name = sound == SoundProfile.ORIGINAL ? format.suffix() : format.suffix() + "-bridged";
    try {
      viewer.seated(
          egress.join(broadcast, name, () -> format.muxer().apply(sound), exchange.loop(), viewer),
          CHECKPOINT_MS);
    } catch (RuntimeException e) {
      viewer.failed();
    }
  }

  private HttpBodyWriter begin(HttpExchange exchange) {
    return exchange.setHeader("cache-control", "no-store").respondEndless(format.contentType());
  }

  /** Tracks may still come: only a broadcast that has some, and none that fits, is refused. */
  private boolean canCarry(Broadcast broadcast) {
    List<Track> tracks = broadcast.tracks();
    return tracks.isEmpty()
        || tracks.stream().anyMatch(track -> format.carries().test(track.format()));
  }

  private void cannotCarry(HttpExchange exchange) {
    exchange
        .setHeader("cache-control", "no-store")
        .respondProblem(
            406,
            "format_cannot_carry",
            "This container carries none of the broadcast's codecs; ask for .mp4 or HLS.");
  }

  private static void notLive(HttpExchange exchange) {
    exchange
        .setHeader("cache-control", "no-store")
        .respondProblem(404, "not_live", "Nobody publishes this at the moment; try again later.");
  }

  private static void refuse(HttpExchange exchange, RefusalReason reason, String text) {
    HttpRefusal.of(reason).respond(exchange, text);
  }

  private static long now(HttpExchange exchange) {
    return exchange.loop().ticker().nanoTime();
  }
}
