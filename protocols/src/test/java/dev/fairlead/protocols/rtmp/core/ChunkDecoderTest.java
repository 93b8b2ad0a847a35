package dev.fairlead.protocols.rtmp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.ChunkingWorlds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkDecoderTest {
  private static final int MAX_MESSAGE_BYTES = 8 << 20;
  private static final int MAX_PARTIAL_BYTES = 12 << 20;

  /** The messages in {@code bytes}, the same in every world. */
  private static List<String> messages(byte[] bytes) {
    List<String> expected = null;
    for (List<byte[]> world : ChunkingWorlds.of(bytes)) {
      List<String> got = new ArrayList<>();
      ChunkDecoder decoder = decoder(got);
      for (byte[] piece : world) {
        decoder.receive(Unpooled.wrappedBuffer(piece));
      }
      decoder.close();
      assertEquals(0, decoder.partialBytes());
      if (expected == null) {
        expected = got;
      }
      assertEquals(expected, got);
    }
    return expected;
  }

  private static ChunkDecoder decoder(List<String> got) {
    return new ChunkDecoder(
        ByteBufAllocator.DEFAULT,
        MAX_MESSAGE_BYTES,
        MAX_PARTIAL_BYTES,
        (typeId, messageStreamId, timestampMs, body) ->
            got.add(
                typeId
                    + " on "
                    + messageStreamId
                    + " at "
                    + Integer.toUnsignedString(timestampMs)
                    + ": "
                    + ByteBufUtil.hexDump(body)));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("[^0-9a-f]", ""));
  }

  @Test
  void aFullHeaderGivesAMessage() {
    assertEquals(
        List.of("8 on 1 at 1000: aabbcc"), messages(hex("04 0003e8 000003 08 01000000 aabbcc")));
  }

  @Test
  void headersOfEveryFormReferToTheOneBefore() {
    // RTMP 1.0 §5.3.2.1 in short: full, then delta, then delta and length kept, then nothing.
    assertEquals(
        List.of(
            "8 on 1 at 1000: aa",
            "8 on 1 at 1020: bbbb",
            "8 on 1 at 1050: cccc",
            "8 on 1 at 1080: dddd"),
        messages(
            hex(
                "04 0003e8 000001 08 01000000 aa"
                    + "44 000014 000002 08 bbbb"
                    + "84 00001e cccc"
                    + "c4 dddd")));
  }

  @Test
  void aMessageThatBeginsWithoutHeaderAfterAFullOneAdvancesByItsTimestamp() {
    assertEquals(
        List.of("9 on 1 at 40: aa", "9 on 1 at 80: bb"),
        messages(hex("06 000028 000001 09 01000000 aa c6 bb")));
  }

  @Test
  void chunkStreamIdsOfTwoAndThreeBytesAreTheirOwn() {
    assertEquals(
        List.of("8 on 1 at 1: aa", "8 on 1 at 2: bb", "8 on 1 at 4: cc", "8 on 1 at 6: dd"),
        messages(
            hex(
                "00 00 000001 000001 08 01000000 aa"
                    + "01 00 01 000002 000001 08 01000000 bb"
                    + "80 00 000003 cc"
                    + "81 00 01 000004 dd")));
  }

  @Test
  void extendedTimestampsStandInEveryChunkOfTheirMessage() {
    byte[] start = hex("06 ffffff 000082 09 01000000 01020304");
    ByteBuf bytes = Unpooled.buffer().writeBytes(start).writeBytes(new byte[128]);
    bytes.writeBytes(hex("c6 01020304 aabb"));

    List<String> got = messages(ByteBufUtil.getBytes(bytes));

    assertEquals(1, got.size());
    assertTrue(got.getFirst().startsWith("9 on 1 at 16909060: 00"));
    assertTrue(got.getFirst().endsWith("aabb"));
  }

  @Test
  void extendedTimestampsMayBeLeftOutBehindTheFirstChunk() {
    // The payload of the second chunk begins like the timestamp, which tells nothing yet.
    byte[] start = hex("06 ffffff 000108 09 01000000 01020304");
    ByteBuf bytes = Unpooled.buffer().writeBytes(start).writeBytes(new byte[128]);
    bytes.writeBytes(hex("c6 010203ff")).writeBytes(new byte[124]);
    bytes.writeBytes(hex("c6 0102030405060708"));
    bytes.writeBytes(hex("06 ffffff 000081 09 01000000 01020330")).writeBytes(new byte[128]);
    bytes.writeBytes(hex("c6 01"));

    List<String> got = messages(ByteBufUtil.getBytes(bytes));

    assertEquals(2, got.size());
    assertEquals(
        "9 on 1 at 16909060: "
            + "00".repeat(128)
            + "010203ff"
            + "00".repeat(124)
            + "0102030405060708",
        got.getFirst());
    assertEquals("9 on 1 at 16909104: " + "00".repeat(128) + "01", got.getLast());
  }

  @Test
  void aShortEndThatBeginsLikeTheTimestampThatIsLeftOutIsPayload() {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeBytes(hex("06 ffffff 000081 09 01000000 01020304")).writeBytes(new byte[128]);
    bytes.writeBytes(hex("c6 01"));
    bytes.writeBytes(hex("04 000005 000002 08 01000000 aabb"));

    assertEquals(
        List.of("9 on 1 at 16909060: " + "00".repeat(128) + "01", "8 on 1 at 5: aabb"),
        messages(ByteBufUtil.getBytes(bytes)));
  }

  @Test
  void continuationsMayRepeatTheDeltaOrTheTimeItLeadsTo() {
    for (String repeated : List.of("01000001", "01000011")) {
      ByteBuf bytes = Unpooled.buffer();
      bytes.writeBytes(hex("06 000010 000001 09 01000000 aa"));
      bytes.writeBytes(hex("46 ffffff 000081 09 01000001")).writeBytes(new byte[128]);
      bytes.writeBytes(hex("c6" + repeated + "bb"));

      assertEquals(
          List.of("9 on 1 at 16: aa", "9 on 1 at 16777233: " + "00".repeat(128) + "bb"),
          messages(ByteBufUtil.getBytes(bytes)));
    }
  }

  @Test
  void extendedDeltasAreAddedAndWrap() {
    assertEquals(
        List.of("9 on 1 at 4294967295: aa", "9 on 1 at 16777215: bb"),
        messages(
            hex("06 ffffff 000001 09 01000000 ffffffff aa" + "46 ffffff 000001 09 01000000 bb")));
  }

  @Test
  void messagesOnSeveralChunkStreamsInterleave() {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeBytes(hex("06 000000 000081 09 01000000")).writeBytes(new byte[128]);
    bytes.writeBytes(hex("04 000005 000002 08 01000000 aabb"));
    bytes.writeBytes(hex("c6 ff"));

    List<String> got = messages(ByteBufUtil.getBytes(bytes));

    assertEquals("8 on 1 at 5: aabb", got.get(0));
    assertTrue(got.get(1).endsWith("00ff"));
  }

  @Test
  void aChunkSizeHoldsFromTheNextChunkOn() {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeBytes(hex("02 000000 000004 01 00000000 00000004"));
    bytes.writeBytes(hex("04 000000 000006 08 01000000 01020304 c4 0506"));

    assertEquals(List.of("8 on 1 at 0: 010203040506"), messages(ByteBufUtil.getBytes(bytes)));
  }

  @Test
  void anAbortedMessageIsForgotten() {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeBytes(hex("06 000000 000081 09 01000000")).writeBytes(new byte[128]);
    bytes.writeBytes(hex("02 000000 000004 02 00000000 00000006"));
    bytes.writeBytes(hex("06 000000 000001 09 01000000 aa"));

    assertEquals(List.of("9 on 1 at 0: aa"), messages(ByteBufUtil.getBytes(bytes)));
  }

  @Test
  void aNewHeaderInsideAMessageGivesTheOldOneUp() {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeBytes(hex("06 000000 000081 09 01000000")).writeBytes(new byte[128]);
    bytes.writeBytes(hex("06 000007 000001 09 01000000 aa"));

    assertEquals(List.of("9 on 1 at 7: aa"), messages(ByteBufUtil.getBytes(bytes)));
  }

  @Test
  void anEmptyMessageDisturbsNothing() {
    assertEquals(
        List.of("8 on 1 at 0: aa"),
        messages(hex("04 000000 000000 08 01000000" + "04 000000 000001 08 01000000 aa")));
  }

  @Test
  void aDeclaredLengthCostsNothingBeforeItsBytesCome() {
    ChunkDecoder decoder = decoder(new ArrayList<>());

    decoder.receive(Unpooled.wrappedBuffer(hex("06 000000 7fffff 09 01000000 aabbccdd")));

    assertTrue(decoder.partialBytes() <= ChunkDecoder.FIRST_BLOCK_BYTES);
    decoder.close();
  }

  @Test
  void halfMessagesOnAllChunkStreamsTogetherAreBounded() {
    ChunkDecoder decoder = decoder(new ArrayList<>());
    // Chunks of 1 MiB, each the first of a message of 8 MiB less one byte.
    decoder.receive(Unpooled.wrappedBuffer(hex("02 000000 000004 01 00000000 00100000")));

    RtmpException refused =
        assertThrows(
            RtmpException.class,
            () -> {
              for (int csid = 3; csid < 63; csid++) {
                decoder.receive(
                    Unpooled.wrappedBuffer(
                        new byte[] {(byte) csid, 0, 0, 0, 0x7f, -1, -1, 9, 1, 0, 0, 0}));
                decoder.receive(Unpooled.wrappedBuffer(new byte[1 << 20]));
              }
            });

    assertEquals(CloseReason.MESSAGE_TOO_LONG, refused.reason());
    assertTrue(decoder.partialBytes() <= MAX_PARTIAL_BYTES);
    decoder.close();
    assertEquals(0, decoder.partialBytes());
  }

  @Test
  void chunkStreamsAreCounted() {
    ChunkDecoder decoder = decoder(new ArrayList<>());

    assertThrows(
        RtmpException.class,
        () -> {
          for (int i = 0; i <= ChunkDecoder.MAX_CHUNK_STREAMS; i++) {
            decoder.receive(
                Unpooled.wrappedBuffer(
                    new byte[] {0, (byte) i, 0, 0, 0, 0, 0, 1, 8, 1, 0, 0, 0, 1}));
          }
        });
    decoder.close();
  }

  @Test
  void aChunkStreamMayNotBeginWithAReference() {
    ChunkDecoder decoder = decoder(new ArrayList<>());

    assertThrows(RtmpException.class, () -> decoder.receive(Unpooled.wrappedBuffer(hex("c4 aa"))));
  }

  @Test
  void aChunkSizeOfZeroIsRefused() {
    ChunkDecoder decoder = decoder(new ArrayList<>());

    assertThrows(
        RtmpException.class,
        () ->
            decoder.receive(Unpooled.wrappedBuffer(hex("02 000000 000004 01 00000000 00000000"))));
    decoder.close();
  }
}
