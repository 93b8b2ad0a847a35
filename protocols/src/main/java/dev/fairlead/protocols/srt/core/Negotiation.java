package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.Handshake;
import dev.fairlead.protocols.srt.wire.HandshakeExtensions;
import dev.fairlead.protocols.srt.wire.KeyMaterial;
import dev.fairlead.protocols.srt.wire.RejectReason;
import dev.fairlead.protocols.srt.wire.SrtHeader;
import dev.fairlead.protocols.srt.wire.SrtHello;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of two sides' wishes (SRT draft-01 §3.2.1.1, §4.3). Stateless.
 *
 * <p>Keys: both sides need the same passphrase. Where that is not enforced they meet all the same,
 * and nothing secret is ever sent in the clear.
 */
final class Negotiation {
  /** What this side says it is: the first version with AES-GCM in its present form. */
  static final int VERSION = 0x01_0504;

  /** States of keys as answers tell them. */
  static final int KEY_STATE_UNSECURED = 0;

  static final int KEY_STATE_NO_SECRET = 3;
  static final int KEY_STATE_BAD_SECRET = 4;

  /**
   * Packets shorter than this carry no useful payload: 28 + 16 bytes of headers and a TS packet.
   */
  private static final int MIN_PACKET_BYTES = 232;

  /** More than any buffer holds; what a peer may wish for. */
  private static final int MAX_LATENCY_MS = 65_535;

  private static final String LIVE = "live";

  private Negotiation() {}

  /** What an initiator tells. */
  static SrtHello request(SrtSettings settings) {
    return new SrtHello(
        VERSION,
        SrtHello.TSBPD_SENDER
            | SrtHello.TSBPD_RECEIVER
            | SrtHello.CRYPT
            | SrtHello.DROP_TOO_LATE
            | SrtHello.PERIODIC_NAK
            | SrtHello.RETRANSMISSION_FLAG,
        settings.receiveLatencyMs(),
        settings.sendLatencyMs());
  }

  /** What a responder tells: the latencies that both now have. */
  static SrtHello response(SrtHello request, Latencies latencies) {
    return new SrtHello(
        VERSION,
        SrtHello.TSBPD_RECEIVER
            | (request.flags() & SrtHello.TSBPD_RECEIVER) >> 1
            | SrtHello.CRYPT
            | SrtHello.DROP_TOO_LATE
            | SrtHello.PERIODIC_NAK
            | (request.flags() & SrtHello.RETRANSMISSION_FLAG),
        latencies.receiveMs(),
        latencies.sendMs());
  }

  /**
   * Latencies as one side sees them.
   *
   * @param receiveMs of what it receives
   * @param sendMs of what it sends
   */
  record Latencies(int receiveMs, int sendMs) {}

  /** The larger of both sides' wishes, each way. */
  static Latencies latencies(SrtSettings ours, SrtHello peer) {
    int receiveMs = ours.receiveLatencyMs();
    if (peer.has(SrtHello.TSBPD_SENDER)) {
      receiveMs = Math.max(receiveMs, peer.senderLatencyMs());
    }
    int sendMs = ours.sendLatencyMs();
    if (peer.has(SrtHello.TSBPD_RECEIVER)) {
      sendMs = Math.max(sendMs, peer.receiverLatencyMs());
    }
    return new Latencies(Math.min(receiveMs, MAX_LATENCY_MS), Math.min(sendMs, MAX_LATENCY_MS));
  }

  /** Why this side cannot go on with what the other one tells; null when it can. */
  static @Nullable RejectReason objection(Handshake peer, HandshakeExtensions extensions) {
    SrtHello hello = extensions.hello();
    if (hello == null || peer.packetBytes() < MIN_PACKET_BYTES || peer.windowPackets() <= 0) {
      return RejectReason.ROGUE;
    }
    if (hello.version() < SrtHello.VERSION_1_3) {
      return RejectReason.VERSION;
    }
    if (hello.has(SrtHello.BYTE_MODE)) {
      return RejectReason.MESSAGE_API;
    }
    if (!extensions.congestion().isEmpty() && !extensions.congestion().equals(LIVE)) {
      return RejectReason.CONGESTION;
    }
    if (!extensions.filter().isEmpty()) {
      return RejectReason.FILTER;
    }
    return extensions.group() == null ? null : RejectReason.GROUP;
  }

  /**
   * What became of the initiator's keys at the responder.
   *
   * @param crypto keys to use, null for none
   * @param unreadable whether what the peer encrypts cannot be read
   * @param state for the answer, or {@link HandshakeExtensions#NO_KEY_STATE}
   * @param refusal why the connection cannot be, null when it can
   */
  record KeysOutcome(
      @Nullable SrtCrypto crypto, boolean unreadable, int state, @Nullable RejectReason refusal) {}

  /** The responder takes the initiator's keys. */
  static KeysOutcome takeKeys(
      SrtSettings settings, @Nullable KeyMaterial keys, RandomGenerator random) {
    String passphrase = settings.passphrase();
    boolean enforced = settings.enforceEncryption();
    if (passphrase.isEmpty()) {
      if (keys == null) {
        return new KeysOutcome(null, false, HandshakeExtensions.NO_KEY_STATE, null);
      }
      return enforced
          ? refusedKeys(RejectReason.UNSECURE)
          : new KeysOutcome(null, true, KEY_STATE_NO_SECRET, null);
    }
    if (keys == null) {
      return enforced
          ? refusedKeys(RejectReason.UNSECURE)
          : new KeysOutcome(own(settings, random), true, KEY_STATE_UNSECURED, null);
    }
    SrtCrypto crypto = SrtCrypto.respond(passphrase, random, keys);
    if (crypto != null) {
      return new KeysOutcome(crypto, false, HandshakeExtensions.NO_KEY_STATE, null);
    }
    return enforced
        ? refusedKeys(RejectReason.BAD_SECRET)
        : new KeysOutcome(own(settings, random), true, KEY_STATE_BAD_SECRET, null);
  }

  private static KeysOutcome refusedKeys(RejectReason reason) {
    return new KeysOutcome(null, false, HandshakeExtensions.NO_KEY_STATE, reason);
  }

  /** Keys of this side's own making. */
  static SrtCrypto own(SrtSettings settings, RandomGenerator random) {
    return SrtCrypto.initiate(
        settings.passphrase(), random, settings.cipher(), settings.keyBytes());
  }

  /** The longest packet that both take. */
  static int packetBytes(SrtSettings ours, Handshake peer) {
    return Math.min(
        Math.min(ours.packetBytes(), peer.packetBytes()),
        PacketPool.SLOT_BYTES + SrtHeader.SIZE_BYTES + SrtHeader.NETWORK_HEADERS_BYTES);
  }

  /** Packets that may be under way to the peer. */
  static int sendWindowPackets(SrtSettings ours, Handshake peer) {
    return Math.min(ours.windowPackets(), peer.windowPackets());
  }
}
