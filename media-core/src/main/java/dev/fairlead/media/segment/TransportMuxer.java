package dev.fairlead.media.segment;

import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Writes whole packets of one multiplex. Confined to one thread; borrows samples. */
public interface TransportMuxer {
  /** Whether the multiplex carries tracks of this format. */
  boolean carries(TrackFormat format);

  /** Takes the tracks as they are; called before the first sample and whenever they change. */
  void tracks(List<Track> tracks);

  /** Appends what a reader needs that begins with the next sample. */
  void writeTables(ByteBuf out);

  /** Appends one sample, behind tables of its own where it is a picture's random access point. */
  void writeSample(Sample sample, ByteBuf out);
}
