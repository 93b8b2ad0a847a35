package dev.fairlead.protocols.progressive;

import dev.fairlead.media.container.fmp4.Mp4FragmentMuxer;
import dev.fairlead.media.track.Multiplex;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.egress.WireMuxer;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Fragmented MP4 on the wire: one fragment for each batch. Confined to one loop. A file cannot
 * change its tracks, so viewers begin anew when they do.
 */
final class Mp4WireMuxer implements WireMuxer {
  private final Mp4FragmentMuxer muxer = new Mp4FragmentMuxer();
  private boolean sameFile;

  @Override
  public void tracks(List<Track> tracks) {
    sameFile = muxer.tracks(Multiplex.choose(tracks, format -> true));
  }

  @Override
  public void writeHeader(ByteBuf out) {
    muxer.writeHeader(out);
  }

  @Override
  public boolean writeTrackChange(ByteBuf out) {
    return sameFile;
  }

  @Override
  public void writeSample(Sample sample, ByteBuf out) {
    muxer.writeSample(sample, out);
  }

  @Override
  public void writePending(ByteBuf out) {
    muxer.writePending(out);
  }

  @Override
  public void writeEnd(ByteBuf out) {
    // A fragmented file ends with its last fragment.
  }

  @Override
  public void close() {
    muxer.close();
  }
}
