package dev.fairlead.protocols.rtmp.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * H.264 and AAC that look right to everything but a decoder: real configurations, pictures of
 * numbered bytes. Confined to one thread.
 */
public final class SyntheticMedia {
  /** avcC of 320 x 180, Constrained Baseline, by x264. */
  public static final byte[] AVC_CONFIGURATION =
      HexFormat.of()
          .parseHex("0142c00cffe100176742c00cda05067e7c0440000003004000000c83c50aa801000468ce0fc8");

  /** AAC-LC, 44.1 kHz, stereo. */
  public static final byte[] AAC_CONFIGURATION = {0x12, 0x10};

  private static final int IDR_HEADER = 0x65;
  private static final int SLICE_HEADER = 0x41;

  private SyntheticMedia() {}

  /** One NAL unit behind its length, whose bytes after the header begin with {@code number}. */
  public static byte[] picture(boolean key, int number, int payloadBytes) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + payloadBytes);
    bytes.putInt(payloadBytes).put((byte) (key ? IDR_HEADER : SLICE_HEADER)).putInt(number);
    while (bytes.hasRemaining()) {
      bytes.put((byte) (number + bytes.position()));
    }
    return bytes.array();
  }

  /** The number of a picture. */
  public static int number(byte[] picture) {
    return ByteBuffer.wrap(picture).getInt(5);
  }

  /** Sends both configurations. */
  public static void configure(RtmpTestPublisher publisher) throws IOException {
    publisher.video(0, TagBodies.avcConfiguration(AVC_CONFIGURATION));
    publisher.audio(0, TagBodies.aacConfiguration(AAC_CONFIGURATION));
  }

  /** Sends pictures at 25 Hz with a key picture each second, and a sound frame beside each. */
  public static void send(RtmpTestPublisher publisher, int fromPicture, int pictures)
      throws IOException {
    for (int i = fromPicture; i < fromPicture + pictures; i++) {
      boolean key = i % 25 == 0;
      publisher.video(i * 40, TagBodies.avcFrame(key, 0, picture(key, i, key ? 20_000 : 2_000)));
      publisher.audio(i * 40, TagBodies.aacFrame(new byte[] {(byte) i, 1, 2, 3}));
    }
  }
}
