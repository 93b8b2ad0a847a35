package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a live fragmented MP4 file: one header with all tracks, then one fragment per batch.
 *
 * <p>Confined to one thread. Samples are retained from {@link #writeSample} to {@link
 * #writePending} and copied into the output there, because the output is one contiguous block that
 * all viewers share. A file cannot change its tracks: {@link #accepts} tells when it would have to.
 */
public final class Mp4FragmentMuxer {
  private final ArrayList<FragmentTrack> tracks = new ArrayList<>();
  private final ArrayList<FragmentTrack> gathered = new ArrayList<>();
  private boolean started;
  private int sequenceNumber;

  /**
   * Takes the tracks of the file; data tracks are left out.
   *
   * @return false when a header was written already and no longer fits: a new file is needed
   */
  public boolean tracks(List<Track> current) {
    if (started && accepts(current)) {
      return true;
    }
    boolean first = !started;
    close();
    tracks.clear();
    for (Track track : current) {
      if (track.kind() != MediaKind.DATA) {
        tracks.add(new FragmentTrack(track));
      }
    }
    started = false;
    return first;
  }

  /** Whether the header that was written describes {@code current}. */
  public boolean accepts(List<Track> current) {
    int described = 0;
    for (Track track : current) {
      if (track.kind() == MediaKind.DATA) {
        continue;
      }
      if (described == tracks.size() || !tracks.get(described).track().equals(track)) {
        return false;
      }
      described++;
    }
    return described == tracks.size();
  }

  /** Appends the header. */
  public void writeHeader(ByteBuf out) {
    started = true;
    CmafHeader.write(tracks.stream().map(FragmentTrack::track).toList(), out);
  }

  /**
   * Gathers one sample of the header's tracks for {@link #writePending}; leaves out what the header
   * does not describe and times before zero, which a fragment cannot state.
   *
   * @param sample borrowed
   */
  public void writeSample(Sample sample, ByteBuf out) {
    for (int i = 0; i < tracks.size(); i++) {
      FragmentTrack track = tracks.get(i);
      if (track.carries(sample) && sample.dtsTicks() >= 0) {
        if (track.isFull()) {
          writePending(out);
        }
        track.gather(sample);
        return;
      }
    }
  }

  /** Appends one fragment with all that was gathered, if anything was. */
  public void writePending(ByteBuf out) {
    for (int i = 0; i < tracks.size(); i++) {
      if (!tracks.get(i).isEmpty()) {
        tracks.get(i).describe();
        gathered.add(tracks.get(i));
      }
    }
    if (gathered.isEmpty()) {
      return;
    }
    sequenceNumber++;
    MovieFragment.write(out, sequenceNumber, gathered);
    for (int i = 0; i < gathered.size(); i++) {
      gathered.get(i).writePayloads(out);
    }
    gathered.clear();
  }

  /** Lets go of what was gathered and not written. */
  public void close() {
    for (int i = 0; i < tracks.size(); i++) {
      tracks.get(i).clear();
    }
  }
}
