package dev.fairlead.protocols.egress;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.testkit.ManualExecutor;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.DataFormat;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broadcast and a fan-out in one thread, with time that passes when told to. */
final class EgressRig implements AutoCloseable {
  private static final BroadcastKey KEY = new BroadcastKey("broadcast");

  final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  final ManualExecutor owner = new ManualExecutor();
  final EmbeddedChannel channel = new EmbeddedChannel();
  final FanOut fanOut;
  final List<TextMuxer> muxers = new ArrayList<>();
  boolean changesTracks = true;
  Publisher publisher;
  Track video;
  Track audio;
  Track tags;

  EgressRig(EgressConfig config) {
    fanOut = new FanOut(config);
    channel.freezeTime();
    registry.claim(
        KEY,
        new TenantId("tenant"),
        new PublisherClaim(
            owner,
            new PublisherListener() {
              @Override
              public void granted(Publisher granted, boolean resumed) {
                publisher = granted;
              }

              @Override
              public void refused() {
                throw new AssertionError("refused");
              }

              @Override
              public void evicted(Eviction reason) {}
            },
            false));
    owner.runAll();
  }

  static EgressRig perFrame() {
    return new EgressRig(EgressConfig.DEFAULT.withWindow(FlushWindow.PER_FRAME));
  }

  /** Video as track 1, sound as track 2, both in milliseconds. */
  EgressRig withVideoAndSound() {
    video = publisher.addTrack(videoFormat(1), "");
    return withSound();
  }

  EgressRig withSound() {
    audio =
        publisher.addTrack(
            new AudioFormat(
                Codec.AAC, 1_000, CodecConfiguration.NONE, "mp4a.40.2", 48_000, 2, 1024),
            "");
    return this;
  }

  EgressRig withTags() {
    tags =
        publisher.addTrack(new DataFormat(Codec.ID3, 1_000, CodecConfiguration.NONE, ""), "");
    return this;
  }

  static VideoFormat videoFormat(int height) {
    return new VideoFormat(
        Codec.H264, 1_000, CodecConfiguration.NONE, "avc1", 16, height, 1, 1, FrameRate.UNKNOWN);
  }

  Broadcast broadcast() {
    return publisher.broadcast();
  }

  RecordingViewer viewer() {
    RecordingViewer viewer = new RecordingViewer();
    viewer.place = join(viewer);
    run();
    return viewer;
  }

  Egress.Place join(EgressViewer viewer) {
    return fanOut.join(
        broadcast(),
        "text",
        () -> {
          TextMuxer muxer = new TextMuxer(changesTracks);
          muxers.add(muxer);
          return muxer;
        },
        channel.eventLoop(),
        viewer);
  }

  void key(long ms) {
    video(ms, true, new byte[] {1});
  }

  void delta(long ms) {
    video(ms, false, new byte[] {1});
  }

  void video(long ms, boolean key, byte[] payload) {
    publish(video, ms, key ? Sample.RANDOM_ACCESS : 0, payload);
  }

  void sound(long ms) {
    publish(audio, ms, Sample.RANDOM_ACCESS, new byte[] {1});
  }

  void tag(long ms) {
    publish(tags, ms, Sample.RANDOM_ACCESS, new byte[] {1});
  }

  private void publish(Track track, long ms, int flags, byte[] payload) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(payload.length).writeBytes(payload);
    publisher.publish(track, ms, 0, flags, 0, bytes);
    publisher.flush();
    run();
  }

  /** Runs both sides until they are idle, without time passing. */
  void run() {
    int ran;
    do {
      channel.runPendingTasks();
      ran = owner.runAll();
    } while (ran > 0);
    channel.runPendingTasks();
  }

  void pass(long ms) {
    channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
    run();
  }

  long count(EgressCounter counter) {
    return fanOut.counters().value(counter);
  }

  @Override
  public void close() {
    publisher.end(EndReason.UNPUBLISHED);
    run();
    channel.finishAndReleaseAll();
  }
}
