package dev.fairlead.media.container.flv;

import dev.fairlead.media.track.Codec;
import org.jspecify.annotations.Nullable;

/** Codec names of four characters (E-RTMP v2, "ExVideoTagHeader" and "ExAudioTagHeader"). */
public final class FourCc {
  public static final int AVC1 = of("avc1");
  public static final int HVC1 = of("hvc1");
  public static final int AV01 = of("av01");
  public static final int VP09 = of("vp09");
  public static final int VP08 = of("vp08");
  public static final int MP4A = of("mp4a");
  public static final int OPUS = of("Opus");
  public static final int FLAC = of("fLaC");
  public static final int AC_3 = of("ac-3");
  public static final int EC_3 = of("ec-3");
  public static final int MP3 = of(".mp3");

  private FourCc() {}

  /** Four ASCII characters as one big-endian number. */
  public static int of(String name) {
    return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
  }

  /** The codec called {@code fourCc}, or null when we carry none of that name. */
  static @Nullable Codec codec(int fourCc) {
    for (Codec codec : Codec.values()) {
      if (codec != Codec.ID3 && of(codec) == fourCc) {
        return codec;
      }
    }
    return null;
  }

  /** The name of {@code codec}. */
  static int of(Codec codec) {
    return switch (codec) {
      case H264 -> AVC1;
      case H265 -> HVC1;
      case AV1 -> AV01;
      case VP8 -> VP08;
      case VP9 -> VP09;
      case AAC -> MP4A;
      case OPUS -> OPUS;
      case FLAC -> FLAC;
      case AC3 -> AC_3;
      case EAC3 -> EC_3;
      case MP3 -> MP3;
      case ID3 -> throw new IllegalArgumentException("FLV has no name for " + codec);
    };
  }
}
