package dev.fairlead.protocols.rtp.core;

import io.netty.buffer.ByteBuf;

/**
 * One source that a peer sends: a microphone, a camera, or one layer of simulcast. Confined to its
 * connection.
 */
public final class ReceivedSource {
  private final int mediaIndex;
  private final String rid;
  private final ReceivedMedia media;
  private final SenderReportClock clock;
  private final SenderReportClock.Source place;

  final RtpReceiver receiver;
  final KeyPictureRequests keyPictures = new KeyPictureRequests();
  int rtxSsrc;
  int firRequest;
  long heardNs;
  private long timestampTicks;
  private long nowNs;

  ReceivedSource(
      int mediaIndex,
      String rid,
      ReceivedMedia media,
      RtpReceiver receiver,
      SenderReportClock clock) {
    this.mediaIndex = mediaIndex;
    this.rid = rid;
    this.media = media;
    this.receiver = receiver;
    this.clock = clock;
    place = new SenderReportClock.Source(media.clockRateHz());
  }

  /** Place of its media description in the terms. */
  public int mediaIndex() {
    return mediaIndex;
  }

  /** The layer's name, empty without simulcast. */
  public String rid() {
    return rid;
  }

  /** What was agreed on about it. */
  public ReceivedMedia media() {
    return media;
  }

  /** Its SSRC. */
  public int ssrc() {
    return receiver.ssrc();
  }

  /** What reports tell about it. */
  public ReceptionStatistics statistics() {
    return receiver.statistics();
  }

  /**
   * Where a timestamp belongs on the timeline that all sources of the peer share.
   *
   * @param ticks RTP timestamp as passed on with packets, never smaller than one before by much
   * @return ticks of the media's clock rate
   */
  public long timelineTicks(long ticks) {
    return clock.timelineTicks(place, ticks, nowNs);
  }

  /** Pictures cannot be decoded until a key picture comes. */
  public void needKeyPicture() {
    keyPictures.need(nowNs);
  }

  /** A key picture has come. */
  public void keyPictureCame() {
    keyPictures.received();
  }

  void heard(long ns) {
    heardNs = ns;
    nowNs = ns;
  }

  void timeIs(long ns) {
    nowNs = ns;
  }

  void passed(long ticks) {
    timestampTicks = ticks;
    // The first packet fixes the place, before reports come.
    clock.timelineTicks(place, ticks, nowNs);
  }

  void senderReport(long ntp, long rtpTimestamp, long ns) {
    receiver.statistics().senderReport(ntp, ns);
    clock.senderReport(place, ntp, timestampTicks + (int) (rtpTimestamp - timestampTicks));
  }

  void writeReportBlock(ByteBuf out, long ns) {
    receiver.statistics().writeReportBlock(out, ssrc(), ns);
  }
}
