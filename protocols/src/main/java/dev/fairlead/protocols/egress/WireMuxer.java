package dev.fairlead.protocols.egress;

import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Turns samples into the bytes of one wire format, the same for every viewer. Confined to one event
 * loop; one per broadcast, loop and format.
 */
public interface WireMuxer {
  /** Takes the tracks as they are; called before the first sample and whenever one changes. */
  void tracks(List<Track> tracks);

  /** Appends what a viewer needs before its first sample, for the tracks as they are now. */
  void writeHeader(ByteBuf out);

  /**
   * Appends what viewers that are under way need after {@link #tracks} was called, if anything.
   *
   * @return false when the format cannot change tracks in mid-flow: viewers must start anew
   */
  boolean writeTrackChange(ByteBuf out);

  /**
   * Appends one sample, or nothing when the format cannot carry its track.
   *
   * @param sample borrowed
   */
  void writeSample(Sample sample, ByteBuf out);

  /** Appends what ends the flow, if anything. */
  void writeEnd(ByteBuf out);
}
