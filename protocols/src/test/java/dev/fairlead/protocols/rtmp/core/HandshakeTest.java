package dev.fairlead.protocols.rtmp.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.ChunkingWorlds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HandshakeTest {
  private static final int PACKET_BYTES = Handshake.PACKET_BYTES;

  private static byte[] answerTo(byte[] first, boolean digest) {
    byte[] whole = new byte[1 + 2 * PACKET_BYTES];
    whole[0] = 3;
    System.arraycopy(first, 0, whole, 1, PACKET_BYTES);
    byte[] answer = null;
    for (List<byte[]> world : ChunkingWorlds.of(whole)) {
      Handshake handshake = new Handshake(new Random(7));
      ByteBuf reply = Unpooled.buffer();
      for (byte[] piece : world) {
        handshake.receive(Unpooled.wrappedBuffer(piece), reply);
      }
      assertTrue(handshake.isDone());
      assertEquals(digest, handshake.usedDigest());
      byte[] got = ByteBufUtil.getBytes(reply);
      if (answer == null) {
        answer = got;
      }
      assertArrayEquals(answer, got);
    }
    assertEquals(1 + 2 * PACKET_BYTES, answer.length);
    assertEquals(3, answer[0]);
    return answer;
  }

  @Test
  void aPlainPacketComesBack() {
    byte[] first = new byte[PACKET_BYTES];
    new Random(1).nextBytes(first);
    Arrays.fill(first, 4, 8, (byte) 0);

    byte[] answer = answerTo(first, false);

    assertArrayEquals(first, Arrays.copyOfRange(answer, 1 + PACKET_BYTES, answer.length));
  }

  @Test
  void aDigestIsAnsweredUnderItsOwnSchema() {
    for (HandshakeDigest schema : List.of(HandshakeDigest.SCHEMA_0, HandshakeDigest.SCHEMA_1)) {
      byte[] first = new byte[PACKET_BYTES];
      new Random(2).nextBytes(first);
      schema.signPlayer(first);

      byte[] answer = answerTo(first, true);

      assertTrue(schema.isServers(Arrays.copyOfRange(answer, 1, 1 + PACKET_BYTES)));
      byte[] expected = Arrays.copyOfRange(answer, 1 + PACKET_BYTES, answer.length);
      byte[] second = expected.clone();
      Arrays.fill(second, PACKET_BYTES - 32, PACKET_BYTES, (byte) 0);
      schema.signSecond(second, first);
      assertArrayEquals(expected, second);
    }
  }

  @Test
  void whatFollowsTheHandshakeIsLeft() {
    Handshake handshake = new Handshake(new Random(7));
    ByteBuf in = Unpooled.buffer().writeByte(3).writeZero(2 * PACKET_BYTES).writeByte(42);

    handshake.receive(in, Unpooled.buffer());

    assertEquals(1, in.readableBytes());
    assertEquals(42, in.readByte());
  }

  @Test
  void otherVersionsAreRefused() {
    for (int version : new int[] {0, 6, 'G', 0x16, 255}) {
      Handshake handshake = new Handshake(new Random(7));

      RtmpException refused =
          assertThrows(
              RtmpException.class,
              () -> handshake.receive(Unpooled.buffer().writeByte(version), Unpooled.buffer()));

      assertEquals(CloseReason.BAD_HANDSHAKE, refused.reason());
      assertFalse(handshake.isDone());
    }
  }
}
