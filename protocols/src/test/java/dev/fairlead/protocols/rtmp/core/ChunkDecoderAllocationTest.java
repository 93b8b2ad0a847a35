package dev.fairlead.protocols.rtmp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.testkit.AllocationMeter;
import dev.fairlead.protocols.rtmp.wire.MessageWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.junit.jupiter.api.Test;

final class ChunkDecoderAllocationTest {
  private static final int RUNS = 1_000;

  @Test
  void decodingChunksAllocatesNothing() throws InterruptedException {
    long[] allocated = new long[1];
    // Netty's pools serve its own kind of thread best, and event loops are of that kind.
    FastThreadLocalThread thread = new FastThreadLocalThread(() -> allocated[0] = measure());
    thread.start();
    thread.join();

    assertEquals(0, allocated[0]);
  }

  private static long measure() {
    long[] seen = new long[1];
    ChunkDecoder decoder =
        new ChunkDecoder(
            PooledByteBufAllocator.DEFAULT,
            1 << 20,
            1 << 20,
            (typeId, messageStreamId, timestampMs, body) -> seen[0] += body.readableBytes());
    ByteBuf wire = Unpooled.directBuffer();
    ByteBuf body = Unpooled.directBuffer().writeZero(5_000);
    MessageWriter.writeMessage(6, 9, 1, 40, body, 128, wire);
    MessageWriter.writeMessage(4, 8, 1, 40, body.slice(0, 300), 128, wire);

    long allocated =
        AllocationMeter.bytesAllocated(
            20_000,
            RUNS,
            () -> {
              wire.readerIndex(0);
              decoder.receive(wire);
            });

    decoder.close();
    wire.release();
    body.release();
    return seen[0] > 0 ? allocated : Long.MAX_VALUE;
  }
}
