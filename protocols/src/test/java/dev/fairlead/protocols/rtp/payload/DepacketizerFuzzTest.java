package dev.fairlead.protocols.rtp.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.codec.av1.Obus;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Payloads of any shape in any order: whatever is told to be whole has the form of the bus, and no
 * buffer is left behind.
 */
final class DepacketizerFuzzTest {
  private static final int HEAD_BYTES = 2;

  @FuzzTest
  void h264KeepsTheFormOfTheBus(byte[] bytes) {
    check(Codec.H264, bytes);
  }

  @FuzzTest
  void h265KeepsTheFormOfTheBus(byte[] bytes) {
    check(Codec.H265, bytes);
  }

  @FuzzTest
  void vp8KeepsTheFormOfTheBus(byte[] bytes) {
    check(Codec.VP8, bytes);
  }

  @FuzzTest
  void vp9KeepsTheFormOfTheBus(byte[] bytes) {
    check(Codec.VP9, bytes);
  }

  @FuzzTest
  void av1KeepsTheFormOfTheBus(byte[] bytes) {
    check(Codec.AV1, bytes);
  }

  /** The input is a row of packets: flags, a length, and so many bytes. */
  private static void check(Codec codec, byte[] bytes) {
    List<ByteBuf> made = new ArrayList<>();
    Depacketizer depacketizer =
        PayloadFormats.depacketizer(
            codec,
            size -> {
              ByteBuf buffer = Unpooled.buffer(size);
              made.add(buffer);
              return buffer;
            });
    Depacketizer.Output out =
        new Depacketizer.Output() {
          @Override
          public void complete(ByteBuf payload, long timestampTicks) {
            assertTrue(payload.isReadable());
            assertForm(codec, payload);
            payload.release();
          }

          @Override
          public void damaged(long timestampTicks) {}
        };
    ByteBuf input = Unpooled.wrappedBuffer(bytes);
    long ticks = 0;
    while (input.readableBytes() >= HEAD_BYTES) {
      int flags = input.readUnsignedByte();
      int length = Math.min(input.readUnsignedByte(), input.readableBytes());
      ticks += (flags & 4) != 0 ? 3_000 : 0;
      depacketizer.packet(
          input, input.readerIndex(), length, ticks, (flags & 1) != 0, (flags & 2) != 0, out);
      input.skipBytes(length);
    }
    depacketizer.close();
    for (ByteBuf buffer : made) {
      assertEquals(0, buffer.refCnt());
    }
  }

  private static void assertForm(Codec codec, ByteBuf payload) {
    switch (codec) {
      case H264, H265 -> {
        NalUnits nalUnits = new NalUnits().wrap(payload);
        int seen = 0;
        while (nalUnits.next()) {
          seen += NalUnits.BUS_LENGTH_BYTES + nalUnits.lengthBytes();
        }
        assertEquals(payload.readableBytes(), seen, "no empty NAL units");
      }
      case AV1 -> {
        Obus obus = new Obus().wrap(payload);
        int seen = 0;
        try {
          while (obus.next()) {
            seen += obus.lengthBytes();
          }
          assertEquals(payload.readableBytes(), seen);
        } catch (MalformedMediaException e) {
          // The forbidden bit is the sender's to keep; sizes are ours.
          assertTrue(e.getMessage().contains("obu_forbidden_bit"), e.getMessage());
        }
      }
      default -> {}
    }
  }
}
