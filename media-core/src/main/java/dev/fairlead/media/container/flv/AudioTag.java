package dev.fairlead.media.container.flv;

/** Field values of audio tag headers (FLV 10.1 §E.4.2.1, E-RTMP v2 "ExAudioTagHeader"). */
final class AudioTag {
  static final int FORMAT_MP3 = 2;
  static final int FORMAT_EX_HEADER = 9;
  static final int FORMAT_AAC = 10;
  static final int FORMAT_MP3_8_KHZ = 14;

  static final int AAC_SEQUENCE_HEADER = 0;
  static final int AAC_RAW = 1;

  /** 44 kHz, 16 bits, stereo: what AAC tags always say, whatever they carry. */
  static final int RATE_SIZE_TYPE = 0x0F;

  static final int SEQUENCE_START = 0;
  static final int CODED_FRAMES = 1;
  static final int SEQUENCE_END = 2;
  static final int MULTICHANNEL_CONFIG = 4;
  static final int MULTITRACK = 5;
  static final int MOD_EX = 7;

  private AudioTag() {}
}
