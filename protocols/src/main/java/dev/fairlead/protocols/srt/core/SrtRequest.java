package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.Handshake;
import dev.fairlead.protocols.srt.wire.HandshakeExtensions;
import dev.fairlead.protocols.srt.wire.KeyMaterial;
import dev.fairlead.protocols.srt.wire.SrtHello;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A caller that showed its address and waits to be let in or refused. Confined to the listener's
 * thread.
 */
public final class SrtRequest {
  private final InetSocketAddress from;
  private final Handshake handshake;
  private final SrtHello hello;
  private final @Nullable KeyMaterial keys;
  private final String streamId;
  private final int timestampUs;
  private final long arrivedNs;
  private Negotiation.@Nullable KeysOutcome keysOutcome;
  private byte @Nullable [] answer;

  SrtRequest(
      InetSocketAddress from,
      Handshake handshake,
      SrtHello hello,
      HandshakeExtensions extensions,
      int timestampUs,
      long arrivedNs) {
    this.from = from;
    this.handshake = handshake;
    this.hello = hello;
    this.timestampUs = timestampUs;
    this.arrivedNs = arrivedNs;
    keys = extensions.keys();
    streamId = extensions.streamId();
  }

  /** Where the caller is. */
  public InetSocketAddress from() {
    return from;
  }

  /** What it asks for, as it was sent; holds a secret where it is a stream key. */
  public String streamId() {
    return streamId;
  }

  /** The version of the caller's library: {@code 1.5.1}. */
  public String version() {
    int version = hello.version();
    return (version >> 16 & 0xFF) + "." + (version >> 8 & 0xFF) + "." + (version & 0xFF);
  }

  /** Whether the caller encrypts. */
  public boolean isEncrypted() {
    return keys != null;
  }

  Handshake handshake() {
    return handshake;
  }

  SrtHello hello() {
    return hello;
  }

  @Nullable KeyMaterial keys() {
    return keys;
  }

  Negotiation.@Nullable KeysOutcome keysOutcome() {
    return keysOutcome;
  }

  void keysOutcome(Negotiation.KeysOutcome outcome) {
    keysOutcome = outcome;
  }

  int timestampUs() {
    return timestampUs;
  }

  long arrivedNs() {
    return arrivedNs;
  }

  /** The packet with which it was answered, null while it waits. */
  byte @Nullable [] answer() {
    return answer;
  }

  void answer(byte[] packet) {
    answer = packet;
  }
}
