package dev.fairlead.media.container.flv;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** Whatever comes, samples on the bus have the form of the bus, and can be sent on. */
final class FlvDemuxerFuzzTest {
  private static final int MAX_TAGS = 64;

  /** Tags one after the other: type, timestamp of four bytes, length of two, body. */
  @FuzzTest
  void anyTagsGiveWellFormedSamples(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try (DemuxerRig rig = new DemuxerRig()) {
      for (int i = 0; i < MAX_TAGS && in.remaining() >= 7; i++) {
        int type = in.get();
        int timestampMs = in.getInt();
        byte[] body = new byte[Math.min(in.remaining() - 2, in.getShort() & 0xFFFF)];
        in.get(body);
        rig.tag(type, timestampMs, body);
      }
      rig.kept.forEach(FlvDemuxerFuzzTest::check);
      FlvMuxer muxer = new FlvMuxer();
      ByteBuf out = Unpooled.buffer();
      muxer.tracks(rig.tracks);
      muxer.writeHeader(out);
      for (Sample sample : rig.kept) {
        muxer.writeSample(sample, out);
      }
      FlvTags.of(ByteBufUtil.getBytes(out));
    }
  }

  private static void check(Sample sample) {
    Codec codec = sample.track().format().codec();
    if (codec == Codec.H264 || codec == Codec.H265) {
      NalUnits units = new NalUnits().wrap(sample.payload());
      while (units.next()) {
        units.headerByte();
      }
    }
  }
}
