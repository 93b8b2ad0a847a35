package dev.fairlead.media.codec.opus;

import dev.fairlead.media.bits.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * The identification header with its magic signature (RFC 7845 §5.1). Immutable.
 *
 * @param channels output channels, at least 1
 * @param preSkipSamples samples at 48 kHz to drop from the decoder's first output
 * @param inputSampleRateHz rate of the original, for information; decoders give 48 kHz
 * @param outputGain Q7.8 decibels
 * @param mappingFamily 0 for mono and stereo
 * @param codedStreams Opus streams in each packet
 * @param coupledStreams how many of them are stereo
 * @param mapping the decoded channel behind each output channel, as characters of equal value;
 *     empty in family 0
 */
public record OpusHead(
    int channels,
    int preSkipSamples,
    long inputSampleRateHz,
    int outputGain,
    int mappingFamily,
    int codedStreams,
    int coupledStreams,
    String mapping) {
  /** Every Opus decoder gives this rate. */
  public static final int SAMPLE_RATE_HZ = 48_000;

  private static final byte[] MAGIC = "OpusHead".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD_BYTES = 19;
  private static final int MAPPING_TABLE_BYTES = 2;
  private static final int SILENT = 255;

  /** Reads a header; what stands behind it is ignored. */
  public static OpusHead parse(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    if (bytes.length < HEAD_BYTES) {
      throw malformed("ends after " + bytes.length + " bytes");
    }
    for (byte expected : MAGIC) {
      if (in.readByte() != expected) {
        throw malformed("no magic signature");
      }
    }
    int version = in.readUnsignedByte();
    if (version >> 4 != 0) { // The upper half changes when the format does.
      throw malformed("version is " + version);
    }
    int channels = in.readUnsignedByte();
    int preSkip = in.readUnsignedShortLE();
    long inputSampleRate = in.readUnsignedIntLE();
    int gain = in.readShortLE();
    int family = in.readUnsignedByte();
    if (channels == 0 || (family == 0 && channels > 2)) {
      throw malformed(channels + " channels in mapping family " + family);
    }
    if (family == 0) {
      return new OpusHead(channels, preSkip, inputSampleRate, gain, 0, 1, channels - 1, "");
    }
    if (in.readableBytes() < MAPPING_TABLE_BYTES + channels) {
      throw malformed("channel mapping table is cut off");
    }
    int streams = in.readUnsignedByte();
    int coupled = in.readUnsignedByte();
    if (streams == 0 || coupled > streams || streams + coupled > SILENT) {
      throw malformed(streams + " streams, " + coupled + " of them coupled");
    }
    StringBuilder mapping = new StringBuilder(channels);
    for (int i = 0; i < channels; i++) {
      int source = in.readUnsignedByte();
      if (source >= streams + coupled && source != SILENT) {
        throw malformed("channel " + i + " comes from " + source);
      }
      mapping.append((char) source);
    }
    return new OpusHead(
        channels, preSkip, inputSampleRate, gain, family, streams, coupled, mapping.toString());
  }

  /** The header's bytes. */
  public byte[] toByteArray() {
    ByteBuf out = Unpooled.buffer(HEAD_BYTES + MAPPING_TABLE_BYTES + channels);
    out.writeBytes(MAGIC);
    out.writeByte(1);
    out.writeByte(channels);
    out.writeShortLE(preSkipSamples);
    out.writeIntLE((int) inputSampleRateHz);
    out.writeShortLE(outputGain);
    out.writeByte(mappingFamily);
    if (mappingFamily != 0) {
      out.writeByte(codedStreams).writeByte(coupledStreams);
      out.writeCharSequence(mapping, StandardCharsets.ISO_8859_1);
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  private static MalformedMediaException malformed(String what) {
    return new MalformedMediaException("OpusHead: " + what);
  }
}
