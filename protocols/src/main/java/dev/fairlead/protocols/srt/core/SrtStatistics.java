package dev.fairlead.protocols.srt.core;

/**
 * What one connection did so far, named as libsrt's statistics are; packets unless the name says
 * otherwise. Confined to the connection's thread; the figures only grow.
 */
public final class SrtStatistics {
  // Sending.
  long sent;
  long sentBytes;
  long retransmitted;
  long retransmittedBytes;
  long reportedLost;
  long sendDropped;
  long acksReceived;
  long naksReceived;

  // Receiving.
  long received;
  long receivedBytes;
  long receivedUnique;
  long receivedLost;
  long receivedRetransmitted;
  long receivedBelated;
  long receivedDropped;
  long receivedUndecrypted;
  long receivedReordered;
  long acksSent;
  long naksSent;

  SrtStatistics() {}

  /** {@code pktSentUnique}: packets sent for the first time. */
  public long sent() {
    return sent;
  }

  /** {@code byteSentUnique}: payload in them. */
  public long sentBytes() {
    return sentBytes;
  }

  /** {@code pktRetrans}: packets sent again. */
  public long retransmitted() {
    return retransmitted;
  }

  /** {@code byteRetrans}: payload in them. */
  public long retransmittedBytes() {
    return retransmittedBytes;
  }

  /** {@code pktSndLoss}: packets that the peer reported lost. */
  public long reportedLost() {
    return reportedLost;
  }

  /** {@code pktSndDrop}: packets given up as too late, sent or not. */
  public long sendDropped() {
    return sendDropped;
  }

  /** {@code pktRecvACK}. */
  public long acksReceived() {
    return acksReceived;
  }

  /** {@code pktRecvNAK}. */
  public long naksReceived() {
    return naksReceived;
  }

  /** {@code pktRecv}: data packets that came. */
  public long received() {
    return received;
  }

  /** {@code byteRecv}: payload in them. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** {@code pktRecvUnique}: packets that were new and could be read. */
  public long receivedUnique() {
    return receivedUnique;
  }

  /** {@code pktRcvLoss}: packets found missing. */
  public long receivedLost() {
    return receivedLost;
  }

  /** {@code pktRcvRetrans}: packets that came marked as retransmitted. */
  public long receivedRetransmitted() {
    return receivedRetransmitted;
  }

  /** {@code pktRcvBelated}: packets that came after their time, or twice. */
  public long receivedBelated() {
    return receivedBelated;
  }

  /** {@code pktRcvDrop}: packets that never came in time. */
  public long receivedDropped() {
    return receivedDropped;
  }

  /** {@code pktRcvUndecrypt}: packets that could not be decrypted. */
  public long receivedUndecrypted() {
    return receivedUndecrypted;
  }

  /** Packets that came late without having been retransmitted. */
  public long receivedReordered() {
    return receivedReordered;
  }

  /** {@code pktSentACK}. */
  public long acksSent() {
    return acksSent;
  }

  /** {@code pktSentNAK}. */
  public long naksSent() {
    return naksSent;
  }
}
