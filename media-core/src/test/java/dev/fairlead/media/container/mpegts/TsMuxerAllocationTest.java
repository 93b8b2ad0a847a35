package dev.fairlead.media.container.mpegts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.testkit.AllocationMeter;
import dev.fairlead.media.testkit.SampleScript;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsMuxerAllocationTest {
  @ParameterizedTest
  @ValueSource(strings = {SampleScript.H264_AAC, SampleScript.H265_EAC3, SampleScript.OPUS_MP3})
  void muxesSamplesWithoutAllocating(String name) {
    SampleScript script = SampleScript.load(name);
    TsMuxer muxer = new TsMuxer();
    muxer.tracks(script.tracks());
    ByteBuf out = Unpooled.buffer(1 << 18);

    long bytes =
        AllocationMeter.bytesAllocated(
            3_000,
            100,
            () -> {
              out.clear();
              for (int i = 0; i < script.samples().size(); i++) {
                Sample sample = script.samples().get(i);
                muxer.writeSample(sample, out);
              }
            });

    assertEquals(0, bytes);
  }
}
