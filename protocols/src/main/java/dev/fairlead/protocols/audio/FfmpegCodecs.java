package dev.fairlead.protocols.audio;

import dev.fairlead.media.bridge.AudioCodecs;
import dev.fairlead.media.bridge.AudioDecoder;
import dev.fairlead.media.bridge.AudioEncoder;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import java.nio.file.Path;

/** FFmpeg's decoders and encoders, in process. Any thread. */
public final class FfmpegCodecs implements AudioCodecs {
  private final FfmpegLibrary library;

  /**
   * @param folder where the native library is unpacked to when somebody needs it
   */
  public FfmpegCodecs(Path folder) {
    library = new FfmpegLibrary(folder);
  }

  @Override
  public boolean decodes(Codec codec) {
    return switch (codec) {
      case AAC, OPUS, MP3, FLAC, AC3, EAC3 -> true;
      case H264, H265, AV1, VP8, VP9, ID3 -> false;
    };
  }

  @Override
  public boolean encodes(Codec codec) {
    return codec == Codec.OPUS || codec == Codec.AAC;
  }

  @Override
  public AudioDecoder decoder(AudioFormat format) {
    library.load();
    return new FfmpegDecoder(format);
  }

  @Override
  public AudioEncoder encoder(Codec codec) {
    library.load();
    return switch (codec) {
      case OPUS -> FfmpegEncoder.opus();
      case AAC -> FfmpegEncoder.aac();
      default -> throw new IllegalArgumentException("nobody needs " + codec);
    };
  }
}
