package dev.fairlead.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.Unpooled;

/**
 * Whatever the bytes: they are refused as malformed, or the format's configuration is canonical and
 * reads back as the same format.
 */
class TrackFormatsFuzzTest {
  @FuzzTest
  void h264(byte[] bytes) {
    parse(Codec.H264, bytes);
  }

  @FuzzTest
  void h265(byte[] bytes) {
    parse(Codec.H265, bytes);
  }

  @FuzzTest
  void av1(byte[] bytes) {
    parse(Codec.AV1, bytes);
  }

  @FuzzTest
  void vp9(byte[] bytes) {
    parse(Codec.VP9, bytes);
  }

  @FuzzTest
  void aac(byte[] bytes) {
    parse(Codec.AAC, bytes);
  }

  @FuzzTest
  void opus(byte[] bytes) {
    parse(Codec.OPUS, bytes);
  }

  @FuzzTest
  void flac(byte[] bytes) {
    parse(Codec.FLAC, bytes);
  }

  @FuzzTest
  void ac3(byte[] bytes) {
    parse(Codec.AC3, bytes);
  }

  @FuzzTest
  void eac3(byte[] bytes) {
    parse(Codec.EAC3, bytes);
  }

  /** The first byte picks the codec. */
  @FuzzTest
  void samples(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    Codec codec = Codec.values()[(bytes[0] & 0xFF) % Codec.values().length];
    var payload = Unpooled.wrappedBuffer(bytes, 1, bytes.length - 1);
    int readable = payload.readableBytes();
    try {
      TrackFormat format = TrackFormats.fromSample(codec, 1_000, payload);
      boolean hasConfiguration = format.configuration().sizeBytes() > 0;
      if (hasConfiguration) {
        TrackFormats.parse(codec, 1_000, format.configuration());
      }
    } catch (MalformedMediaException expected) {
      // Refused with a reason, as it may be.
    }
    try {
      new RandomAccess().isRandomAccess(codec, payload);
    } catch (MalformedMediaException expected) {
      // Refused with a reason, as it may be.
    }
    assertEquals(readable, payload.readableBytes());
  }

  private static void parse(Codec codec, byte[] bytes) {
    TrackFormat format;
    try {
      format = TrackFormats.parse(codec, 1_000, CodecConfiguration.of(bytes));
    } catch (MalformedMediaException expected) {
      return;
    }
    assertEquals(format, TrackFormats.parse(codec, 1_000, format.configuration()));
  }
}
