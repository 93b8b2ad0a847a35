package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.Admitted;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.egress.EgressViewer;
import dev.fairlead.protocols.srt.core.CloseReason;
import dev.fairlead.protocols.srt.core.SrtConnection;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.wire.RejectReason;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One play: from the request over admission and keys to a place among the broadcast's viewers.
 * Confined to the caller's event loop.
 *
 * <p>Batches of transport packets are cut into payloads of seven; all viewers' packets share the
 * batch's bytes until they are sent.
 */
public final class SrtPlayback implements SrtRole, EgressViewer {
  private static final int TS_PACKET_BYTES = 188;

  /** Seven transport packets: what fits an Ethernet frame under any tunnel in use. */
  private static final int PAYLOAD_BYTES = 7 * TS_PACKET_BYTES;

  /** Packets that may wait before a viewer counts as full: what remains takes the next batch. */
  private static final int MAX_WAITING_PACKETS = 4_096;

  /** Media this old that is not acknowledged means that the way there is too narrow. */
  private static final long MAX_WAITING_NS = 1_000_000_000;

  private static final long LINGER_MS = 100;

  private final SrtServices services;
  private final SrtEntry entry;

  private @Nullable Session session;
  private @Nullable SrtPeer peer;
  private Egress.@Nullable Place place;
  private int payloadBytes = PAYLOAD_BYTES;
  private boolean full;

  public SrtPlayback(SrtServices services, SrtEntry entry) {
    this.services = services;
    this.entry = entry;
  }

  /**
   * Asks whether the peer may watch, and lets it in if so.
   *
   * @param playbackId what it asks for
   * @param parameters what came with that
   */
  public void ask(String playbackId, Map<String, String> parameters) {
    services
        .gate()
        .play(new PlayRequest(Protocol.SRT, playbackId, entry.remote(), entry.agent(), parameters))
        .whenCompleteAsync((answer, failure) -> answered(answer), entry.loop());
  }

  private void answered(Admitted<PlayAdmission.Granted> answer) {
    switch (answer) {
      case Admitted.No<PlayAdmission.Granted> no -> refuse(Refusals.play(no.reason()));
      case Admitted.Yes<PlayAdmission.Granted> yes -> {
        session = yes.session();
        Broadcast live = services.registry().find(yes.grant().broadcast());
        if (live == null) {
          refuse(RejectReason.NOT_FOUND);
        } else if (entry.takeKeys()) {
          begin(live, yes.session());
        } else {
          services.counters().increment(SrtCounter.PLAY_REFUSED);
          yes.session().close(UsageCounters.ZERO, "bad_secret");
        }
      }
    }
  }

  private void refuse(RejectReason reason) {
    services.counters().increment(SrtCounter.PLAY_REFUSED);
    entry.refuse(reason);
    Session opened = session;
    if (opened != null) {
      opened.close(UsageCounters.ZERO, reason.label());
    }
  }

  private void begin(Broadcast live, Session opened) {
    SrtPeer accepted = entry.accept(this);
    if (accepted == null) {
      services.counters().increment(SrtCounter.PLAY_REFUSED);
      opened.close(UsageCounters.ZERO, "overload");
      return;
    }
    services.counters().increment(SrtCounter.PLAY_ACCEPTED);
    peer = accepted;
    int maxBytes = accepted.connection().maxPayloadBytes();
    payloadBytes = Math.min(PAYLOAD_BYTES, maxBytes / TS_PACKET_BYTES * TS_PACKET_BYTES);
    accepted.account(opened, System.nanoTime());
    place = services.egress().join(live, "srt", SrtWireMuxer::new, entry.loop(), this);
    if (accepted.isGone()) {
      leave();
    }
  }

  @Override
  public boolean isWritable() {
    SrtPeer current = peer;
    if (current == null || current.isGone()) {
      return false;
    }
    SrtConnection connection = current.connection();
    full =
        connection.sendBufferPackets() >= MAX_WAITING_PACKETS
            || (connection.unsentPackets() > 0
                && connection.sendBufferNs(System.nanoTime()) > MAX_WAITING_NS);
    return !full;
  }

  @Override
  public void write(ByteBuf bytes) {
    try {
      SrtPeer current = peer;
      if (current == null || current.isGone()) {
        return;
      }
      long nowNs = System.nanoTime();
      SrtConnection connection = current.connection();
      int index = bytes.readerIndex();
      int endIndex = bytes.writerIndex();
      while (index < endIndex) {
        int length = Math.min(payloadBytes, endIndex - index);
        if (!connection.send(bytes, index, length, nowNs)) {
          break;
        }
        index += length;
      }
      current.sendNow(nowNs);
    } finally {
      bytes.release();
    }
  }

  @Override
  public void ended(EndReason reason) {
    // What was sent last has to be delivered over there before the good-bye: it ends everything.
    SrtPeer current = peer;
    if (current == null || current.isGone()) {
      return;
    }
    SrtConnection connection = current.connection();
    long delayMs = connection.sendLatencyMs() + 2L * connection.roundTripUs() / 1_000 + LINGER_MS;
    closeLater(current, reason.name().toLowerCase(Locale.ROOT), delayMs);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it; closing twice does nothing.
  private void closeLater(SrtPeer current, String reason, long delayMs) {
    entry
        .loop()
        .schedule(() -> current.close(reason, System.nanoTime()), delayMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public void stalled() {
    SrtPeer current = peer;
    if (current != null && !current.isGone()) {
      closeLater(current, "stalled", 0);
    }
  }

  @Override
  public void delivered(ByteBuf payload, long nowNs) {
    // Viewers have nothing to say.
  }

  @Override
  public void missed(int packets) {
    // The same.
  }

  @Override
  public void batchEnds() {
    // The same.
  }

  @Override
  public void heard(long nowNs) {
    // What waits in the fan-out may come, when something was acknowledged.
    Egress.Place current = place;
    if (full && current != null && isWritable()) {
      current.writable();
    }
  }

  @Override
  public void closed(CloseReason reason, long nowNs) {
    leave();
  }

  private void leave() {
    Egress.Place current = place;
    if (current != null) {
      current.leave();
    }
  }

  @Override
  public long mediaMillis() {
    Egress.Place current = place;
    return current == null ? 0 : current.mediaMillis();
  }

  @Override
  public long samplesDropped() {
    Egress.Place current = place;
    return current == null ? 0 : current.samplesDropped();
  }
}
