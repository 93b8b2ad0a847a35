package dev.fairlead.protocols.egress;

import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Turns samples into the bytes of one wire format, the same for every viewer. Confined to one event
 * loop; one per broadcast, loop and format.
 */
public interface WireMuxer {
  /**
   * The sound that the players of this format know. A muxer is told of the tracks that they are
   * given, and of no others: what the node derived for somebody else comes and goes unnoticed.
   */
  default SoundProfile sound() {
    return SoundProfile.ORIGINAL;
  }

  /** Takes the tracks as they are; called before the first sample and whenever one changes. */
  void tracks(List<Track> tracks);

  /** Appends what a viewer needs before its first sample, for the tracks as they are now. */
  void writeHeader(ByteBuf out);

  /**
   * Appends what viewers that are under way need after {@link #tracks} was called, if anything. It
   * covers all tracks as they are now, not just the one that changed: a viewer that missed earlier
   * changes needs no more than the last.
   *
   * @return false when the format cannot change tracks in mid-flow: viewers must start anew
   */
  boolean writeTrackChange(ByteBuf out);

  /**
   * Appends one sample, or nothing when the format cannot carry its track, or gathers it until
   * {@link #writePending}.
   *
   * @param sample borrowed; retain to gather
   */
  void writeSample(Sample sample, ByteBuf out);

  /**
   * Appends what was gathered. Called before every point at which a viewer may come in or bytes are
   * sent: formats that write each sample at once leave it empty.
   */
  default void writePending(ByteBuf out) {}

  /** Appends what ends the flow, if anything. */
  void writeEnd(ByteBuf out);

  /** Lets go of what was gathered and not written; last call. */
  default void close() {}
}
