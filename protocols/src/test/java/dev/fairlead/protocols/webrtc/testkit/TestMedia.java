package dev.fairlead.protocols.webrtc.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/**
 * RTP packets of H.264 and Opus that look right to everything but a decoder. Confined to one
 * thread.
 */
public final class TestMedia {
  /** SPS of 320 x 180, Constrained Baseline, by x264. */
  private static final byte[] SPS =
      HexFormat.of().parseHex("6742c00cda05067e7c0440000003004000000c83c50aa8");

  private static final byte[] PPS = HexFormat.of().parseHex("68ce0fc8");
  private static final int IDR = 0x65;
  private static final int SLICE = 0x41;

  /** Bytes of a slice that fit one packet. */
  private static final int MAX_SLICE_BYTES = 1_000;

  private static final int FU_A = 28;
  private static final int STAP_A = 24;
  private static final int VERSION = 0x80;
  private static final int MARKER = 0x80;

  private final TestPeer peer;
  private int videoSequence = 65_500;
  private int audioSequence = 100;

  /** Publishes through {@code peer}. */
  public TestMedia(TestPeer peer) {
    this.peer = peer;
  }

  /** The slice of a picture: {@code bytes} of which those after its header begin with a number. */
  public static byte[] slice(boolean key, int number, int bytes) {
    ByteBuf slice = Unpooled.buffer(bytes);
    slice.writeByte(key ? IDR : SLICE);
    // first_mb_in_slice 0, then the number.
    slice.writeByte(0x80).writeInt(number);
    while (slice.readableBytes() < bytes) {
      slice.writeByte(number + slice.readableBytes());
    }
    byte[] content = new byte[bytes];
    slice.readBytes(content);
    return content;
  }

  /** Sends a picture. */
  public void picture(int number, boolean key, int bytes, long ticks) {
    byte[] slice = slice(key, number, bytes);
    if (key) {
      ByteBuf sets = Unpooled.buffer().writeByte(STAP_A);
      sets.writeShort(SPS.length).writeBytes(SPS).writeShort(PPS.length).writeBytes(PPS);
      video(sets, ticks, false);
    }
    if (bytes <= MAX_SLICE_BYTES) {
      video(Unpooled.wrappedBuffer(slice), ticks, true);
      return;
    }
    for (int at = 1; at < bytes; at += MAX_SLICE_BYTES) {
      int length = Math.min(MAX_SLICE_BYTES, bytes - at);
      boolean first = at == 1;
      boolean last = at + length == bytes;
      ByteBuf fragment = Unpooled.buffer();
      fragment.writeByte((slice[0] & 0xE0) | FU_A);
      fragment.writeByte((first ? 0x80 : 0) | (last ? 0x40 : 0) | (slice[0] & 0x1F));
      fragment.writeBytes(slice, at, length);
      video(fragment, ticks, last);
    }
  }

  private void video(ByteBuf payload, long ticks, boolean marker) {
    ByteBuf header = Unpooled.buffer();
    header.writeByte(VERSION).writeByte((marker ? MARKER : 0) | TestPeer.VIDEO_TYPE);
    header.writeShort(videoSequence++).writeInt((int) ticks).writeInt(TestPeer.VIDEO_SSRC);
    peer.sendRtp(header, payload);
  }

  /** Sends 20 ms of sound. */
  public void sound(int number, long ticks) {
    ByteBuf header = Unpooled.buffer();
    header.writeByte(VERSION).writeByte(TestPeer.AUDIO_TYPE);
    header.writeShort(audioSequence++).writeInt((int) ticks).writeInt(TestPeer.AUDIO_SSRC);
    // Stereo, 20 ms, one frame; then the number.
    peer.sendRtp(header, Unpooled.buffer().writeByte(0xFC).writeInt(number).writeZero(40));
  }
}
