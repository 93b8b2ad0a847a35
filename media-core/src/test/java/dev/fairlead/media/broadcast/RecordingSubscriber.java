package dev.fairlead.media.broadcast;

import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import java.util.ArrayList;
import java.util.List;

/** Writes down every call as a line, without keeping any bytes. */
final class RecordingSubscriber implements Subscriber {
  final List<String> calls = new ArrayList<>();

  /** Throws at the next sample when set. */
  boolean failing;

  @Override
  public void started(List<Track> tracks) {
    calls.add("started " + tracks.stream().map(RecordingSubscriber::name).toList());
  }

  @Override
  public void trackChanged(Track track) {
    calls.add("track " + name(track));
  }

  @Override
  public void trackEnded(Track track) {
    calls.add("track over " + name(track));
  }

  @Override
  public void sample(Sample sample) {
    if (failing) {
      throw new IllegalStateException("as told");
    }
    calls.add(
        name(sample.track())
            + " @"
            + sample.dtsTicks()
            + (sample.isRandomAccess() ? " key" : "")
            + (sample.isDiscontinuity() ? " joint" : ""));
  }

  @Override
  public void skipped(int samples) {
    calls.add("skipped " + samples);
  }

  @Override
  public void flush() {
    calls.add("flush");
  }

  @Override
  public void ended(EndReason reason) {
    calls.add("ended " + reason);
  }

  @Override
  public void failed(RuntimeException cause) {
    calls.add("failed " + cause.getMessage());
  }

  /** The calls since the last time, without flushes. */
  List<String> take() {
    List<String> taken = calls.stream().filter(call -> !call.equals("flush")).toList();
    calls.clear();
    return taken;
  }

  private static String name(Track track) {
    return track.id() + "." + track.version();
  }
}
