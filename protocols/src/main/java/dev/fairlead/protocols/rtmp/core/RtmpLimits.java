package dev.fairlead.protocols.rtmp.core;

/**
 * What one peer may take and how long it may wait.
 *
 * @param maxMessageBytes longest message. A 4K key picture at 100 Mbit/s stays under 4 MB
 * @param maxPartialBytes most bytes of messages that are not complete, over all chunk streams
 * @param handshakeTimeoutMs from accept to the end of the handshake
 * @param idleTimeoutMs from the handshake, or from the end of a publish or play, to the next one
 * @param silenceTimeoutMs longest pause of a publisher's media
 * @param pingIntervalMs quiet time after which a viewer is pinged; it has as long to answer
 */
public record RtmpLimits(
    int maxMessageBytes,
    int maxPartialBytes,
    int handshakeTimeoutMs,
    int idleTimeoutMs,
    int silenceTimeoutMs,
    int pingIntervalMs) {
  /** 8 MiB messages; 10 s to shake hands, 30 s to say what for, 20 s of silence. */
  public static final RtmpLimits DEFAULT =
      new RtmpLimits(8 << 20, 12 << 20, 10_000, 30_000, 20_000, 60_000);
}
