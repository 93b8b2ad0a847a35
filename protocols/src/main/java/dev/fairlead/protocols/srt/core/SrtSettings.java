package dev.fairlead.protocols.srt.core;

import dev.fairlead.protocols.srt.wire.KeyMaterial;

/**
 * How this side of a connection behaves.
 *
 * @param receiveLatencyMs least time from a packet's timestamp to its delivery here
 * @param sendLatencyMs the same at the peer, for what is sent to it
 * @param packetBytes longest packet with IPv4 and UDP headers
 * @param windowPackets packets that may be under way to this side
 * @param maxBandwidthBps payload and headers sent at most, {@link #UNLIMITED}, or {@link #RELATIVE}
 *     to what is put in
 * @param overheadPercent room for retransmissions over the input, when relative
 * @param idleTimeoutMs silence after which the peer is gone
 * @param passphrase shared secret of 10 to 79 characters, empty for none
 * @param keyBytes length of keys that this side makes: 16, 24 or 32
 * @param cipher of {@link KeyMaterial}, for keys that this side makes
 * @param enforceEncryption whether a peer without the same passphrase is refused, or let in to be
 *     sent and to send what nobody can read
 * @param refreshPackets packets encrypted under one key
 * @param announcePackets packets ahead of the switch at which the next key is told
 */
public record SrtSettings(
    int receiveLatencyMs,
    int sendLatencyMs,
    int packetBytes,
    int windowPackets,
    long maxBandwidthBps,
    int overheadPercent,
    int idleTimeoutMs,
    String passphrase,
    int keyBytes,
    int cipher,
    boolean enforceEncryption,
    int refreshPackets,
    int announcePackets) {
  /** No limit but one gigabit a second. */
  public static final long UNLIMITED = -1;

  /** As much as is put in, and the overhead. */
  public static final long RELATIVE = 0;

  /** 120 ms each way, a full Ethernet frame, 8,192 packets, 5 s of silence, no encryption. */
  public static final SrtSettings DEFAULT =
      new SrtSettings(
          120,
          0,
          1_500,
          8_192,
          UNLIMITED,
          25,
          5_000,
          "",
          16,
          KeyMaterial.CIPHER_AES_CTR,
          true,
          1 << 24,
          1 << 12);

  /** The same with another latency for what is received. */
  public SrtSettings withReceiveLatencyMs(int latencyMs) {
    return new SrtSettings(
        latencyMs,
        sendLatencyMs,
        packetBytes,
        windowPackets,
        maxBandwidthBps,
        overheadPercent,
        idleTimeoutMs,
        passphrase,
        keyBytes,
        cipher,
        enforceEncryption,
        refreshPackets,
        announcePackets);
  }

  /** The same with another latency for what is sent. */
  public SrtSettings withSendLatencyMs(int latencyMs) {
    return new SrtSettings(
        receiveLatencyMs,
        latencyMs,
        packetBytes,
        windowPackets,
        maxBandwidthBps,
        overheadPercent,
        idleTimeoutMs,
        passphrase,
        keyBytes,
        cipher,
        enforceEncryption,
        refreshPackets,
        announcePackets);
  }

  /** The same with another bound on what is sent. */
  public SrtSettings withMaxBandwidthBps(long bandwidthBps) {
    return new SrtSettings(
        receiveLatencyMs,
        sendLatencyMs,
        packetBytes,
        windowPackets,
        bandwidthBps,
        overheadPercent,
        idleTimeoutMs,
        passphrase,
        keyBytes,
        cipher,
        enforceEncryption,
        refreshPackets,
        announcePackets);
  }

  /** The same with a passphrase, empty for none. */
  public SrtSettings withPassphrase(String secret, int keyLengthBytes, int cipherType) {
    return new SrtSettings(
        receiveLatencyMs,
        sendLatencyMs,
        packetBytes,
        windowPackets,
        maxBandwidthBps,
        overheadPercent,
        idleTimeoutMs,
        secret,
        keyLengthBytes,
        cipherType,
        enforceEncryption,
        refreshPackets,
        announcePackets);
  }

  /** The same, with peers of another passphrase let in or refused. */
  public SrtSettings withEnforceEncryption(boolean enforce) {
    return new SrtSettings(
        receiveLatencyMs,
        sendLatencyMs,
        packetBytes,
        windowPackets,
        maxBandwidthBps,
        overheadPercent,
        idleTimeoutMs,
        passphrase,
        keyBytes,
        cipher,
        enforce,
        refreshPackets,
        announcePackets);
  }

  /** The same with keys that last for another number of packets. */
  public SrtSettings withKeyRefresh(int everyPackets, int aheadPackets) {
    return new SrtSettings(
        receiveLatencyMs,
        sendLatencyMs,
        packetBytes,
        windowPackets,
        maxBandwidthBps,
        overheadPercent,
        idleTimeoutMs,
        passphrase,
        keyBytes,
        cipher,
        enforceEncryption,
        everyPackets,
        aheadPackets);
  }

  /** Never the passphrase. */
  @Override
  public String toString() {
    return "SrtSettings[latency %d/%d ms, %s]"
        .formatted(
            receiveLatencyMs, sendLatencyMs, passphrase.isEmpty() ? "in the clear" : "encrypted");
  }
}
