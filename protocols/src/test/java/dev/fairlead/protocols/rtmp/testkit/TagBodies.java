package dev.fairlead.protocols.rtmp.testkit;

import dev.fairlead.media.bits.amf.Amf0Writer;
import dev.fairlead.media.bits.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Tag bodies written field by field from the specifications (FLV 10.1 §E.4, E-RTMP v2), without the
 * code under test.
 */
public final class TagBodies {
  private static final int KEY = 1;
  private static final int INTER = 2;

  private TagBodies() {}

  /** Legacy H.264 configuration. */
  public static byte[] avcConfiguration(byte[] record) {
    return bytes(Unpooled.buffer().writeByte(0x17).writeInt(0).writeBytes(record));
  }

  /** Legacy H.264 picture. */
  public static byte[] avcFrame(boolean key, int compositionMs, byte[] payload) {
    return bytes(
        Unpooled.buffer()
            .writeByte(key ? 0x17 : 0x27)
            .writeByte(1)
            .writeMedium(compositionMs)
            .writeBytes(payload));
  }

  /** Legacy AAC configuration. */
  public static byte[] aacConfiguration(byte[] audioSpecificConfig) {
    return bytes(Unpooled.buffer().writeByte(0xAF).writeByte(0).writeBytes(audioSpecificConfig));
  }

  /** Legacy AAC frame. */
  public static byte[] aacFrame(byte[] payload) {
    return bytes(Unpooled.buffer().writeByte(0xAF).writeByte(1).writeBytes(payload));
  }

  /** Legacy MP3 frame. */
  public static byte[] mp3Frame(byte[] payload) {
    return bytes(Unpooled.buffer().writeByte(0x2F).writeBytes(payload));
  }

  /** Enhanced video configuration. */
  public static byte[] videoSequenceStart(String fourCc, byte[] record) {
    return bytes(video(KEY, 0, fourCc).writeBytes(record));
  }

  /** Enhanced picture with a composition offset; for avc1 and hvc1 only. */
  public static byte[] videoFrame(String fourCc, boolean key, int compositionMs, byte[] payload) {
    return bytes(
        video(key ? KEY : INTER, 1, fourCc).writeMedium(compositionMs).writeBytes(payload));
  }

  /** Enhanced picture of a codec without composition offsets. */
  public static byte[] videoFrame(String fourCc, boolean key, byte[] payload) {
    return bytes(video(key ? KEY : INTER, 1, fourCc).writeBytes(payload));
  }

  /** Enhanced picture whose composition offset is left out because it is zero. */
  public static byte[] videoFrameX(String fourCc, boolean key, byte[] payload) {
    return bytes(video(key ? KEY : INTER, 3, fourCc).writeBytes(payload));
  }

  /** Enhanced end of a video sequence. */
  public static byte[] videoSequenceEnd(String fourCc) {
    return bytes(video(KEY, 2, fourCc));
  }

  /** Enhanced audio configuration. */
  public static byte[] audioSequenceStart(String fourCc, byte[] record) {
    return bytes(audio(0, fourCc).writeBytes(record));
  }

  /** Enhanced audio frame. */
  public static byte[] audioFrame(String fourCc, byte[] payload) {
    return bytes(audio(1, fourCc).writeBytes(payload));
  }

  /** Enhanced audio channel configuration in native order. */
  public static byte[] multichannelConfig(String fourCc, int channels, int flags) {
    return bytes(audio(4, fourCc).writeByte(1).writeByte(channels).writeInt(flags));
  }

  /** Puts a nanosecond offset in front of an enhanced video body. */
  public static byte[] withNanoOffset(int offsetNs, byte[] videoBody) {
    int first = videoBody[0] & 0xFF;
    return bytes(
        Unpooled.buffer()
            .writeByte(first & 0xF0 | 7)
            .writeByte(2)
            .writeMedium(offsetNs)
            .writeByte(first & 0x0F)
            .writeBytes(videoBody, 1, videoBody.length - 1));
  }

  /** Puts one enhanced video body onto a numbered track. */
  public static byte[] videoOnTrack(int trackId, byte[] body) {
    return onTrack(6, trackId, body);
  }

  /** Puts one enhanced audio body onto a numbered track. */
  public static byte[] audioOnTrack(int trackId, byte[] body) {
    return onTrack(5, trackId, body);
  }

  private static byte[] onTrack(int multitrack, int trackId, byte[] body) {
    int first = body[0] & 0xFF;
    return bytes(
        Unpooled.buffer()
            .writeByte(first & 0xF0 | multitrack)
            .writeByte(first & 0x0F)
            .writeBytes(body, 1, 4)
            .writeByte(trackId)
            .writeBytes(body, 5, body.length - 5));
  }

  /** Several tracks in one video message, each with a codec and packets of the same type. */
  public static byte[] manyTracksManyCodecs(
      boolean key, int packetType, String[] fourCcs, int[] trackIds, byte[][] parts) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(0x80 | (key ? KEY : INTER) << 4 | 6).writeByte(2 << 4 | packetType);
    for (int i = 0; i < parts.length; i++) {
      out.writeCharSequence(fourCcs[i], StandardCharsets.US_ASCII);
      out.writeByte(trackIds[i]).writeMedium(parts[i].length).writeBytes(parts[i]);
    }
    return bytes(out);
  }

  /** Script data. */
  public static byte[] script(AmfValue... values) {
    ByteBuf out = Unpooled.buffer();
    for (AmfValue value : values) {
      Amf0Writer.write(value, out);
    }
    return bytes(out);
  }

  private static ByteBuf video(int frameType, int packetType, String fourCc) {
    ByteBuf out = Unpooled.buffer().writeByte(0x80 | frameType << 4 | packetType);
    out.writeCharSequence(fourCc, StandardCharsets.US_ASCII);
    return out;
  }

  private static ByteBuf audio(int packetType, String fourCc) {
    ByteBuf out = Unpooled.buffer().writeByte(9 << 4 | packetType);
    out.writeCharSequence(fourCc, StandardCharsets.US_ASCII);
    return out;
  }

  private static byte[] bytes(ByteBuf out) {
    return ByteBufUtil.getBytes(out);
  }
}
