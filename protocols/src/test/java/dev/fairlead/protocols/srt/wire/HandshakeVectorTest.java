package dev.fairlead.protocols.srt.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.srt.testkit.HexVectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of libsrt 1.5.1, read and written again. */
final class HandshakeVectorTest {
  private final HexVectors vectors = HexVectors.of("libsrt-1.5.1-aes192.hex");

  @Test
  void callerBeginsWithVersionFour() {
    Handshake induction = handshake("caller-induction");

    assertEquals(Handshake.VERSION_4, induction.version());
    assertEquals(Handshake.DATAGRAM_SOCKETS, induction.extensions());
    assertEquals(Handshake.INDUCTION, induction.type());
    assertEquals(0x3fac1b08, induction.initialSequence());
    assertEquals(1_500, induction.packetBytes());
    assertEquals(8_192, induction.windowPackets());
    assertEquals(0x24308b31, induction.socketId());
    assertEquals(PeerAddress.head(new byte[] {127, 0, 0, 1}), induction.address());
  }

  @Test
  void listenerAnswersWithMagicCookieAndKeyLength() {
    Handshake induction = handshake("listener-induction");

    assertEquals(Handshake.VERSION_5, induction.version());
    assertEquals(Handshake.MAGIC, induction.extensions());
    assertEquals(24 / 8, induction.encryption());
    assertEquals(0x37c87673, induction.cookie());
  }

  @Test
  void conclusionTellsHelloStreamIdAndKeys() {
    Handshake conclusion = handshake("caller-conclusion");
    HandshakeExtensions extensions = extensions("caller-conclusion");
    SrtHello hello = extensions.hello();
    KeyMaterial keys = extensions.keys();

    assertEquals(Handshake.CONCLUSION, conclusion.type());
    assertEquals(extensions.flags(), conclusion.extensions());
    assertNotNull(hello);
    assertEquals(0x010501, hello.version());
    assertTrue(hello.has(SrtHello.TSBPD_SENDER | SrtHello.PERIODIC_NAK));
    assertFalse(hello.has(SrtHello.BYTE_MODE));
    assertEquals(120, hello.receiverLatencyMs());
    assertEquals(0, hello.senderLatencyMs());
    // That ffmpeg leaves the escape in its URL as it is.
    assertEquals("%23!::m=publish,r=cafe", extensions.streamId());
    assertEquals(StreamId.read("#!::m=publish,r=cafe"), StreamId.read(extensions.streamId()));
    assertNotNull(keys);
    assertEquals(KeyMaterial.EVEN, keys.keys());
    assertEquals(KeyMaterial.CIPHER_AES_CTR, keys.cipher());
    assertEquals(24, keys.keyBytes());
    assertEquals(32, keys.wrapped().length);
  }

  @Test
  void answerConfirmsTheKeysByRepeatingThem() {
    HandshakeExtensions extensions = extensions("listener-conclusion");
    SrtHello hello = extensions.hello();

    assertTrue(extensions.isResponse());
    assertEquals(extensions("caller-conclusion").keys(), extensions.keys());
    assertNotNull(hello);
    assertEquals(120, hello.receiverLatencyMs());
    assertEquals(120, hello.senderLatencyMs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caller-induction",
        "listener-induction",
        "caller-conclusion",
        "listener-conclusion"
      })
  void writesWhatItRead(String name) {
    ByteBuf packet = vectors.buffer(name);
    boolean induction = handshake(name).type() == Handshake.INDUCTION;

    ByteBuf out = Unpooled.buffer();
    ControlPacket.write(
        out,
        ControlPacket.type(packet, 0),
        ControlPacket.subtype(packet, 0),
        ControlPacket.typeSpecific(packet, 0),
        SrtHeader.timestampUs(packet, 0),
        SrtHeader.destination(packet, 0));
    handshake(name).write(out);
    if (!induction) {
      extensions(name).write(out);
    }

    if (name.equals("caller-conclusion")) {
      // There, the stream id comes before the keys; any order will do.
      assertEquals(packet.readableBytes(), out.readableBytes());
    } else {
      assertArrayEquals(vectors.bytes(name), ByteBufUtil.getBytes(out));
    }
  }

  @Test
  void dataPacketTellsSequenceAndKey() {
    ByteBuf packet = vectors.buffer("data-0");
    int flags = DataPacket.flags(packet, 0);

    assertFalse(SrtHeader.isControl(packet, 0));
    assertEquals(0x3fac1b08, DataPacket.sequence(packet, 0));
    assertEquals(DataPacket.KEY_EVEN, DataPacket.key(flags));
    assertFalse(DataPacket.isRetransmitted(flags));
    assertEquals(1, DataPacket.messageNumber(flags));
    assertEquals(0x18afb449, SrtHeader.destination(packet, 0));
    assertEquals(SrtHeader.SIZE_BYTES + 1_316, packet.readableBytes());
  }

  @Test
  void acknowledgementTellsRatesAndRoom() {
    ByteBuf packet = vectors.buffer("ack-1");
    int at = SrtHeader.SIZE_BYTES;

    assertEquals(ControlPacket.ACK, ControlPacket.type(packet, 0));
    assertEquals(1, ControlPacket.typeSpecific(packet, 0));
    assertEquals(Acknowledgement.FULL_BYTES, packet.readableBytes() - at);
    assertEquals(0x3fac1b1c, Acknowledgement.sequence(packet, at));
    assertEquals(100_000, Acknowledgement.roundTripUs(packet, at));
    assertEquals(50_000, Acknowledgement.roundTripVarianceUs(packet, at));
    assertEquals(8_171, Acknowledgement.roomPackets(packet, at));
    assertEquals(1_000, Acknowledgement.capacityPacketsPerSecond(packet, at));
  }

  private Handshake handshake(String name) {
    ByteBuf packet = vectors.buffer(name);
    Handshake read = Handshake.read(packet, SrtHeader.SIZE_BYTES, packet.writerIndex());
    assertNotNull(read);
    return read;
  }

  private HandshakeExtensions extensions(String name) {
    ByteBuf packet = vectors.buffer(name);
    HandshakeExtensions read =
        HandshakeExtensions.read(
            packet, SrtHeader.SIZE_BYTES + Handshake.SIZE_BYTES, packet.writerIndex());
    assertNotNull(read);
    return read;
  }
}
