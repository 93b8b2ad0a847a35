package dev.fairlead.media.container.flv;

import dev.fairlead.media.track.Sample;

/** Field values of video tag headers (FLV 10.1 §E.4.3.1, E-RTMP v2 "ExVideoTagHeader"). */
final class VideoTag {
  static final int EX_HEADER = 0x80;

  static final int FRAME_KEY = 1;
  static final int FRAME_INTER = 2;
  static final int FRAME_DISPOSABLE = 3;
  static final int FRAME_GENERATED_KEY = 4;
  static final int FRAME_COMMAND = 5;

  static final int CODEC_AVC = 7;

  /**
   * H.265 in the form of H.264: what encoders sent before there were names of four characters, and
   * what many cameras still send. In no specification.
   */
  static final int CODEC_HEVC = 12;

  static final int AVC_SEQUENCE_HEADER = 0;
  static final int AVC_NALU = 1;

  static final int SEQUENCE_START = 0;
  static final int CODED_FRAMES = 1;
  static final int SEQUENCE_END = 2;
  static final int CODED_FRAMES_X = 3;
  static final int METADATA = 4;
  static final int MPEG2_TS_SEQUENCE_START = 5;
  static final int MULTITRACK = 6;
  static final int MOD_EX = 7;

  private VideoTag() {}

  static int sampleFlags(int frameType) {
    return switch (frameType) {
      case FRAME_KEY, FRAME_GENERATED_KEY -> Sample.RANDOM_ACCESS;
      case FRAME_DISPOSABLE -> Sample.DISPOSABLE;
      default -> 0;
    };
  }

  static int frameType(Sample sample) {
    if (sample.isRandomAccess()) {
      return FRAME_KEY;
    }
    return (sample.flags() & Sample.DISPOSABLE) != 0 ? FRAME_DISPOSABLE : FRAME_INTER;
  }
}
