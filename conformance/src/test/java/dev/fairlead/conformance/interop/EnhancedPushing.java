package dev.fairlead.conformance.interop;

import dev.fairlead.protocols.rtmp.testkit.RtmpTestPublisher;
import dev.fairlead.protocols.rtmp.testkit.TagBodies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Pushes a clip by Enhanced RTMP at the speed of life, since the ffmpeg at hand cannot: HEVC, AV1,
 * VP9, Opus.
 */
final class EnhancedPushing implements AutoCloseable {
  private final List<Mp4File.Track> tracks;
  private final IntUnaryOperator clock;
  private final RtmpTestPublisher publisher;
  private final Thread thread;
  private volatile Throwable failure;

  EnhancedPushing(Clip clip, FairleadNode node) {
    this(clip, node, IntUnaryOperator.identity());
  }

  /**
   * Pushes with a clock that errs.
   *
   * @param clock turns the right time of a sample, in milliseconds, into the one that is sent
   */
  EnhancedPushing(Clip clip, FairleadNode node, IntUnaryOperator clock) {
    this.clock = clock;
    tracks = Mp4File.read(clip.file());
    try {
      publisher = RtmpTestPublisher.publish("127.0.0.1", node.rtmpPort(), node.streamKey());
      for (Mp4File.Track track : tracks) {
        configure(track);
      }
    } catch (IOException e) {
      throw new AssertionError(e + "\n" + node.log(), e);
    }
    thread = Thread.ofPlatform().name("enhanced push").start(this::push);
  }

  List<Mp4File.Track> tracks() {
    return tracks;
  }

  private void configure(Mp4File.Track track) throws IOException {
    switch (track.fourCc()) {
      case "mp4a" -> publisher.audio(0, TagBodies.aacConfiguration(track.configuration()));
      case "Opus", "fLaC" ->
          publisher.audio(0, TagBodies.audioSequenceStart(track.fourCc(), track.configuration()));
      case "ac-3", "ec-3" -> {
        // Every frame is its own configuration.
      }
      default ->
          publisher.video(0, TagBodies.videoSequenceStart(track.fourCc(), track.configuration()));
    }
  }

  private void push() {
    List<Timed> all = new ArrayList<>();
    for (Mp4File.Track track : tracks) {
      track.samples().forEach(sample -> all.add(new Timed(track, sample)));
    }
    all.sort(Comparator.comparingInt(timed -> timed.sample.dtsMs()));
    long startNs = System.nanoTime();
    try {
      for (Timed timed : all) {
        long aheadMs = timed.sample.dtsMs() - (System.nanoTime() - startNs) / 1_000_000;
        if (aheadMs > 0) {
          Thread.sleep(aheadMs);
        }
        send(timed.track.fourCc(), timed.sample);
      }
      publisher.unpublish();
    } catch (IOException | InterruptedException e) {
      failure = e;
    }
  }

  private void send(String fourCc, Mp4File.Sample sample) throws IOException {
    int dtsMs = clock.applyAsInt(sample.dtsMs());
    switch (fourCc) {
      case "mp4a" -> publisher.audio(dtsMs, TagBodies.aacFrame(sample.payload()));
      case "Opus", "fLaC", "ac-3", "ec-3" ->
          publisher.audio(dtsMs, TagBodies.audioFrame(fourCc, sample.payload()));
      case "hvc1" ->
          publisher.video(
              dtsMs,
              TagBodies.videoFrame("hvc1", sample.key(), sample.ctsOffsetMs(), sample.payload()));
      default ->
          publisher.video(dtsMs, TagBodies.videoFrame(fourCc, sample.key(), sample.payload()));
    }
  }

  /** Waits until all is sent and the server has heard the good-bye. */
  void awaitEnd(long timeoutMs) {
    try {
      thread.join(timeoutMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive() || failure != null) {
      throw new AssertionError("the push did not end: " + failure, failure);
    }
  }

  @Override
  public void close() throws IOException {
    publisher.close();
    thread.interrupt();
  }

  private record Timed(Mp4File.Track track, Mp4File.Sample sample) {}
}
