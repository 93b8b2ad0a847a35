package dev.fairlead.protocols.srt.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Whatever is read can be written, and reads the same again. */
final class HandshakeFuzzTest {
  @FuzzTest
  void extensionsThatAreReadSurviveWriting(byte[] bytes) {
    HandshakeExtensions read =
        HandshakeExtensions.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    if (read == null) {
      return;
    }
    ByteBuf once = Unpooled.buffer();
    read.write(once);
    assertTrue(
        once.readableBytes()
            <= 12 + KeyMaterial.MAX_BYTES + 3 * HandshakeExtensions.MAX_STREAM_ID_BYTES * 3 + 64);

    HandshakeExtensions again = HandshakeExtensions.read(once, 0, once.writerIndex());

    if (again != null) { // Text that is no UTF-8 may have grown past the bounds.
      assertEquals(read.hello(), again.hello());
      assertEquals(read.keys(), again.keys());
      assertEquals(read.streamId(), again.streamId());
      assertEquals(read.group(), again.group());
    }
  }

  @FuzzTest
  void fixedPartSurvivesWriting(byte[] bytes) {
    Handshake read = Handshake.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    if (bytes.length < Handshake.SIZE_BYTES) {
      assertEquals(null, read);
      return;
    }
    assertNotNull(read);
    ByteBuf out = Unpooled.buffer();
    read.write(out);

    assertEquals(read, Handshake.read(out, 0, out.writerIndex()));
  }

  @FuzzTest
  void lossReportsNeverRunBackwards(byte[] bytes) {
    LossReport.read(
        Unpooled.wrappedBuffer(bytes),
        0,
        bytes.length,
        (first, last) -> assertTrue(SequenceNumber.distance(first, last) >= 0));
  }

  @FuzzTest
  void keyMaterialThatIsReadIsWrittenAlike(byte[] bytes) {
    KeyMaterial read = KeyMaterial.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    if (read == null) {
      return;
    }
    ByteBuf out = Unpooled.buffer();
    read.write(out);

    assertEquals(bytes.length, out.readableBytes());
    assertEquals(read, KeyMaterial.read(out, 0, out.writerIndex()), ByteBufUtil.hexDump(out));
  }

  @FuzzTest
  void streamIdsAreReadOrRefused(byte[] bytes) {
    if (StreamId.read(new String(bytes, StandardCharsets.UTF_8))
        instanceof StreamId.Reading.Ok ok) {
      assertTrue(ok.id().values().size() <= StreamId.MAX_KEYS);
      assertTrue(!ok.id().resource().isEmpty());
    }
  }
}
