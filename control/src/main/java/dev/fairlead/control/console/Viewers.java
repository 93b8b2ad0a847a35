package dev.fairlead.control.console;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpPlayRequest;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Asks for a viewer whether it may watch, and finds the broadcast. Any thread. */
public final class Viewers {
  private final SessionGate gate;
  private final BroadcastRegistry broadcasts;

  /**
   * @param gate decides
   * @param broadcasts what is live
   */
  public Viewers(SessionGate gate, BroadcastRegistry broadcasts) {
    this.gate = gate;
    this.broadcasts = broadcasts;
  }

  /** Decides for the {@code id} of a request; the answer comes on the exchange's loop. */
  void decide(HttpExchange exchange, BiConsumer<PlayAdmission, @Nullable Broadcast> then) {
    PlayRequest request = HttpPlayRequest.of(exchange, Protocol.HLS);
    gate.check(request)
        .thenAccept(
            answer -> {
              Broadcast live =
                  answer instanceof PlayAdmission.Granted granted
                      ? broadcasts.find(granted.broadcast())
                      : null;
              if (exchange.loop().inEventLoop()) {
                then.accept(answer, live);
              } else {
                exchange.loop().execute(() -> then.accept(answer, live));
              }
            });
  }

  static int status(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN -> 404;
      case FORBIDDEN -> 403;
      case OVER_LIMIT -> 429;
      case CONFLICT -> 409;
      case UNAVAILABLE -> 503;
    };
  }

  static String code(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN -> "not_found";
      case FORBIDDEN -> "forbidden";
      case OVER_LIMIT -> "over_limit";
      case CONFLICT -> "conflict";
      case UNAVAILABLE -> "unavailable";
    };
  }
}
