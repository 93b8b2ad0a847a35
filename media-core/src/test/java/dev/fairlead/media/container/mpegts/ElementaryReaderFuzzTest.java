package dev.fairlead.media.container.mpegts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.container.mpegts.TsDemuxerOutput.ElementaryPid;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/**
 * Whatever PES packets hold, under whatever stream type: nothing is thrown, every buffer is given
 * back, and no sample is empty.
 */
final class ElementaryReaderFuzzTest {
  private static final int PID = 0x100;
  private static final int[][] ENTRIES = {
    {TsStreamType.H264, 0},
    {TsStreamType.H265, 0},
    {TsStreamType.AAC_ADTS, 0},
    {TsStreamType.AAC_LATM, 0},
    {TsStreamType.MPEG1_AUDIO, 0},
    {TsStreamType.AC3, 0},
    {TsStreamType.EAC3, 0},
    {TsStreamType.PRIVATE_PES, TsStreamType.REGISTERED_OPUS},
    {TsStreamType.METADATA_PES, 0},
  };

  /**
   * The first byte chooses the stream type and the second the channels of Opus; then come packets,
   * each with its length in two bytes.
   */
  @FuzzTest
  void anyPacketsGiveWellFormedSamplesOrNone(byte[] bytes) {
    ByteBuf script = Unpooled.wrappedBuffer(bytes);
    if (script.readableBytes() < 2) {
      return;
    }
    int[] entry = ENTRIES[script.readUnsignedByte() % ENTRIES.length];
    int channelConfig = script.readUnsignedByte();
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    try (PublishedProgram published = new PublishedProgram(allocator)) {
      published.program.program(
          PID, List.of(new ElementaryPid(PID, entry[0], entry[1], "", channelConfig)));
      long ticks = 0;
      while (script.readableBytes() >= 2) {
        int length = Math.min(script.readUnsignedShort(), script.readableBytes());
        published.program.pes(PID, ticks, ticks, 0, script.readSlice(length));
        ticks += 3_000;
      }
      published.program.end();
      published.flush();
      assertTrue(published.seen.stream().noneMatch(sample -> sample.payload().isEmpty()));
    }
    assertEquals(0, allocator.metric().usedHeapMemory());
  }
}
