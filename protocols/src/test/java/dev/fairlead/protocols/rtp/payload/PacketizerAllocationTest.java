package dev.fairlead.protocols.rtp.payload;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.AllocationMeter;
import dev.fairlead.media.testkit.SampleScript;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocalThread;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sample costs the same few objects, however many packets it becomes. */
final class PacketizerAllocationTest {
  private static final int RUNS = 1_000;

  /** A burst and what describes its runs. */
  private static final int MAX_BYTES_PER_SAMPLE = 160;

  private static final int MORE_PACKETS = 30;

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"H264", "H265", "VP8", "VP9", "AV1"})
  void packetizingAllocatesNothingForAPacket(Codec codec) throws InterruptedException {
    long[] allocated = new long[2];
    FastThreadLocalThread thread =
        new FastThreadLocalThread(
            () -> {
              allocated[0] = measure(codec, 4_000);
              allocated[1] = measure(codec, 40_000);
            });
    thread.start();
    thread.join();

    for (long bytes : allocated) {
      assertTrue(bytes <= MAX_BYTES_PER_SAMPLE * RUNS, bytes / RUNS + " per sample");
    }
    // The second sample has over thirty packets more.
    assertTrue(
        Math.abs(allocated[1] - allocated[0]) < MORE_PACKETS * RUNS,
        allocated[0] + " and " + allocated[1]);
  }

  private static long measure(Codec codec, int payloadBytes) {
    Track track =
        switch (codec) {
          case H264 -> SampleScript.load(SampleScript.H264_AAC).tracks().getFirst();
          case H265 -> SampleScript.load(SampleScript.H265_EAC3).tracks().getFirst();
          default -> PayloadRig.track(codec, new byte[0]);
        };
    ByteBuf payload = Unpooled.directBuffer();
    switch (codec) {
      case H264 -> payload.writeInt(payloadBytes).writeByte(0x41);
      case H265 -> payload.writeInt(payloadBytes).writeByte(0x02);
      case AV1 -> payload.writeByte(0x30); // A frame without a size: the last may be so.
      default -> payload.writeByte(0x41);
    }
    payload.writeZero(payloadBytes - 1);
    Sample sample = new Sample(track, 3_000, 0, 0, 0, payload);
    Packetizer packetizer =
        PayloadFormats.packetizer(
            codec, PooledByteBufAllocator.DEFAULT::directBuffer, PayloadFormats.MAX_PAYLOAD_BYTES);
    int[] packets = new int[1];

    long allocated =
        AllocationMeter.bytesAllocated(
            5_000,
            RUNS,
            () -> {
              PayloadBurst burst = packetizer.packetize(sample);
              assertNotNull(burst);
              packets[0] = burst.packets();
              burst.release();
            });

    payload.release();
    return packets[0] >= payloadBytes / PayloadFormats.MAX_PAYLOAD_BYTES
        ? allocated
        : Long.MAX_VALUE;
  }
}
