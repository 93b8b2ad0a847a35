package dev.fairlead.media.track;

/** The codings a track can have. The configuration bytes that belong to each are named here. */
public enum Codec {
  /** Configuration: AVCDecoderConfigurationRecord (ISO/IEC 14496-15:2022 §5.3.3.1). */
  H264(MediaKind.VIDEO),
  /** Configuration: HEVCDecoderConfigurationRecord (ISO/IEC 14496-15:2022 §8.3.3.1). */
  H265(MediaKind.VIDEO),
  /** Configuration: AV1CodecConfigurationRecord (AV1-ISOBMFF v1.2.0 §2.3). */
  AV1(MediaKind.VIDEO),
  /** Configuration: VPCodecConfigurationRecord, without the full-box header (VP-ISOBMFF v1.0). */
  VP8(MediaKind.VIDEO),
  /** Configuration: VPCodecConfigurationRecord, without the full-box header (VP-ISOBMFF v1.0). */
  VP9(MediaKind.VIDEO),
  /** Configuration: AudioSpecificConfig (ISO/IEC 14496-3:2019 §1.6.2.1). */
  AAC(MediaKind.AUDIO),
  /** Configuration: the identification header with its magic signature (RFC 7845 §5.1). */
  OPUS(MediaKind.AUDIO),
  /** Configuration: the STREAMINFO block, 34 bytes without its block header (RFC 9639 §8.2). */
  FLAC(MediaKind.AUDIO),
  /** Configuration: AC3SpecificBox payload, 3 bytes (ETSI TS 102 366 V1.4.1 §F.4). */
  AC3(MediaKind.AUDIO),
  /** Configuration: EC3SpecificBox payload (ETSI TS 102 366 V1.4.1 §F.6). */
  EAC3(MediaKind.AUDIO),
  /** Configuration: none; every frame says what it is (ISO/IEC 11172-3:1993 §2.4.1.3). */
  MP3(MediaKind.AUDIO),
  /** Timed ID3v2.4 tags. Configuration: none. */
  ID3(MediaKind.DATA);

  private final MediaKind kind;

  Codec(MediaKind kind) {
    this.kind = kind;
  }

  /** Whether this codes pictures, sound or data. */
  public MediaKind kind() {
    return kind;
  }
}
