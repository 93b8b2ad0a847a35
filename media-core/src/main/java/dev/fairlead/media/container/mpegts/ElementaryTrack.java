package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.aac.AdtsHeader;
import dev.fairlead.media.codec.aac.AudioSpecificConfig;
import dev.fairlead.media.codec.h264.AvcConfiguration;
import dev.fairlead.media.codec.h265.HevcConfiguration;
import dev.fairlead.media.codec.opus.OpusHead;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import org.jspecify.annotations.Nullable;

/** One track of the program, with its place in the tables. Confined to the muxer's thread. */
final class ElementaryTrack {

  /** PIDs up to the one of the program map are given to tracks. */
  private static final int MAX_TRACK_ID = TsPacket.PMT_PID - TsPacket.FIRST_TRACK_PID - 1;

  private final Track track;
  private final int streamType;
  private final int pesId;
  private final PesPayload payload;
  private int nextContinuity;

  private ElementaryTrack(Track track, int streamType, int pesId, PesPayload payload) {
    this.track = track;
    this.streamType = streamType;
    this.pesId = pesId;
    this.payload = payload;
  }

  /** The track's place, or null when a transport stream cannot carry it. */
  static @Nullable ElementaryTrack of(Track track) {
    if (track.id() > MAX_TRACK_ID) {
      return null;
    }
    try {
      return forFormat(track, track.format());
    } catch (MalformedMediaException e) {
      return null;
    }
  }

  private static @Nullable ElementaryTrack forFormat(Track track, TrackFormat format) {
    byte[] configuration = format.configuration().toByteArray();
    return switch (format.codec()) {
      case H264 ->
          new ElementaryTrack(
              track,
              TsStreamType.H264,
              PesHeader.VIDEO_ID,
              NalPayload.h264(AvcConfiguration.parse(configuration)));
      case H265 ->
          new ElementaryTrack(
              track,
              TsStreamType.H265,
              PesHeader.VIDEO_ID,
              NalPayload.h265(HevcConfiguration.parse(configuration)));
      case AAC -> {
        AudioSpecificConfig config = AudioSpecificConfig.parse(configuration);
        yield AdtsHeader.carries(config)
            ? new ElementaryTrack(
                track,
                TsStreamType.AAC_ADTS,
                PesHeader.AUDIO_ID,
                new AdtsPayload(AdtsHeader.of(config)))
            : null;
      }
      case MP3 ->
          new ElementaryTrack(
              track,
              format.codecString().equals("mp4a.69")
                  ? TsStreamType.MPEG2_AUDIO
                  : TsStreamType.MPEG1_AUDIO,
              PesHeader.AUDIO_ID,
              new PlainPayload());
      case AC3 ->
          new ElementaryTrack(track, TsStreamType.AC3, PesHeader.PRIVATE_ID, new PlainPayload());
      case EAC3 ->
          new ElementaryTrack(track, TsStreamType.EAC3, PesHeader.PRIVATE_ID, new PlainPayload());
      case OPUS ->
          OpusPayload.carries(OpusHead.parse(configuration))
              ? new ElementaryTrack(
                  track, TsStreamType.PRIVATE_PES, PesHeader.PRIVATE_ID, new OpusPayload())
              : null;
      case ID3 ->
          new ElementaryTrack(
              track, TsStreamType.METADATA_PES, PesHeader.PRIVATE_ID, new PlainPayload());
      case AV1, VP8, VP9, FLAC -> null;
    };
  }

  Track track() {
    return track;
  }

  int streamType() {
    return streamType;
  }

  int pesId() {
    return pesId;
  }

  PesPayload payload() {
    return payload;
  }

  int pid() {
    return TsPacket.FIRST_TRACK_PID + track.id();
  }

  boolean isVideo() {
    return track.kind() == MediaKind.VIDEO;
  }

  boolean isData() {
    return track.kind() == MediaKind.DATA;
  }

  int nextContinuity() {
    return nextContinuity;
  }

  void nextContinuity(int value) {
    nextContinuity = value;
  }
}
