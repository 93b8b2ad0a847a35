package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.counter.CounterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a demuxer finds. */
final class RecordingDemuxerOutput implements TsDemuxerOutput {
  record Pes(int pid, long ptsTicks, long dtsTicks, int flags, String payload) {}

  record Clock(long ticks, boolean discontinuity) {}

  final List<Pes> pes = new ArrayList<>();
  final List<Clock> clocks = new ArrayList<>();
  final List<List<ElementaryPid>> programs = new ArrayList<>();
  final List<String> dump = new ArrayList<>();
  final CounterSet<MpegTsCounter> counters = new CounterSet<>(MpegTsCounter.class);

  /** Everything in {@code pieces}, in order, up to the end. */
  static RecordingDemuxerOutput of(List<byte[]> pieces) {
    RecordingDemuxerOutput out = new RecordingDemuxerOutput();
    try (TsDemuxer demuxer = new TsDemuxer(out.counters, UnpooledByteBufAllocator.DEFAULT)) {
      for (byte[] piece : pieces) {
        demuxer.receive(Unpooled.wrappedBuffer(piece), out);
      }
      demuxer.end(out);
    }
    return out;
  }

  List<Pes> pes(int pid) {
    return pes.stream().filter(entry -> entry.pid == pid).toList();
  }

  @Override
  public void program(int pcrPid, List<ElementaryPid> pids) {
    programs.add(pids);
    dump.add("program pcr=%d %s".formatted(pcrPid, pids));
  }

  @Override
  public void clock(int pid, long ticks, boolean discontinuity) {
    clocks.add(new Clock(ticks, discontinuity));
    dump.add("clock pid=%d %d %s".formatted(pid, ticks, discontinuity));
  }

  @Override
  public void pes(int pid, long ptsTicks, long dtsTicks, int flags, ByteBuf payload) {
    Pes entry = new Pes(pid, ptsTicks, dtsTicks, flags, ByteBufUtil.hexDump(payload));
    pes.add(entry);
    dump.add(entry.toString());
  }
}
