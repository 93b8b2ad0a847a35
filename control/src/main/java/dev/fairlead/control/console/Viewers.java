package dev.fairlead.control.console;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.protocols.http.HttpExchange;
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
    PlayRequest request = exchange.playRequest(Protocol.HLS);
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
}
