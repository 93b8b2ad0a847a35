package dev.fairlead.media.segment;

import dev.fairlead.media.container.mpegts.TsMuxer;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** The multiplex of old devices: MPEG-TS. Confined to one thread; borrows samples. */
public final class MpegTsMultiplex implements TransportMuxer {
  private final TsMuxer muxer = new TsMuxer();

  @Override
  public boolean carries(TrackFormat format) {
    return TsMuxer.carries(format);
  }

  @Override
  public void tracks(List<Track> tracks) {
    muxer.tracks(tracks);
  }

  @Override
  public void writeTables(ByteBuf out) {
    muxer.writeTables(out);
  }

  @Override
  public void writeSample(Sample sample, ByteBuf out) {
    muxer.writeSample(sample, out);
  }
}
