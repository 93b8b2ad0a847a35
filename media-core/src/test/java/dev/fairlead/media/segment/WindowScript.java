package dev.fairlead.media.segment;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills one window by hand, as a packager would: part after part, segment after segment. Confined
 * to the test's thread.
 */
public final class WindowScript {
  /** Wall-clock time of media time zero: 2026-01-02T03:04:05.678Z. */
  public static final long EPOCH_NS = 1_767_323_045_678_000_000L;

  private final SegmentWindow window;
  private final @Nullable String initPrefix;
  private final List<Part> parts = new ArrayList<>();

  private List<Track> tracks;
  private @Nullable InitSegment init;
  private long sequence;
  private long startTicks;
  private long nextTicks;
  private int offsetBytes;
  private boolean discontinuity;

  private WindowScript(SegmentWindow window, List<Track> tracks, @Nullable String initPrefix) {
    this.window = window;
    this.tracks = tracks;
    this.initPrefix = initPrefix;
    if (initPrefix != null) {
      init = init(0);
    }
  }

  /** A broadcast without windows. */
  public static PackagedBroadcast broadcast(String key, String runId, SegmentTargets targets) {
    return new PackagedBroadcast(new BroadcastKey(key), runId, targets);
  }

  /** Fixes the target duration, as the first complete segment does. */
  public static void targetDurationMs(PackagedBroadcast broadcast, int targetMs) {
    broadcast.targetDurationMs(targetMs);
  }

  /** Adds a CMAF window of pictures: H.264, 1280x720 at 29.97 a second, 90 kHz. */
  public static WindowScript video(PackagedBroadcast broadcast, String name, int maxSegments) {
    return cmaf(broadcast, name, new Track(1, 0, videoFormat("avc1.64001F"), ""), maxSegments);
  }

  /** Adds a CMAF window of sound: AAC stereo at 48 kHz. */
  public static WindowScript audio(
      PackagedBroadcast broadcast, String name, String language, int maxSegments) {
    return cmaf(broadcast, name, new Track(2, 0, audioFormat(), language), maxSegments);
  }

  /** Adds a CMAF window of {@code track}. */
  public static WindowScript cmaf(
      PackagedBroadcast broadcast, String name, Track track, int maxSegments) {
    SegmentWindow window =
        new SegmentWindow(name, track.timescaleHz(), List.of(track), maxSegments);
    broadcast.add(window);
    return new WindowScript(window, List.of(track), name);
  }

  /** Adds the multiplexed window. */
  public static WindowScript ts(PackagedBroadcast broadcast, int maxSegments) {
    List<Track> tracks =
        List.of(
            new Track(1, 0, videoFormat("avc1.64001F"), ""), new Track(2, 0, audioFormat(), ""));
    SegmentWindow window = new SegmentWindow("ts", 90_000, tracks, maxSegments);
    broadcast.add(window);
    return new WindowScript(window, tracks, null);
  }

  /** Pictures as {@link #video} has them, under another name. */
  public static VideoFormat videoFormat(String codecString) {
    return new VideoFormat(
        Codec.H264,
        90_000,
        CodecConfiguration.NONE,
        codecString,
        1280,
        720,
        1,
        1,
        new FrameRate(30_000, 1_001));
  }

  /** Sound as {@link #audio} has it. */
  public static AudioFormat audioFormat() {
    return new AudioFormat(
        Codec.AAC, 48_000, CodecConfiguration.NONE, "mp4a.40.2", 48_000, 2, 1_024);
  }

  /** The window that is filled. */
  public SegmentWindow window() {
    return window;
  }

  /** Says that the pictures bring captions. */
  public WindowScript captions(CaptionChannels seen) {
    window.captions(seen);
    return this;
  }

  /** Says that timed metadata comes with the track. */
  public WindowScript timedMetadata() {
    window.carriesTimedMetadata();
    return this;
  }

  /** Sets where the next segment begins. */
  public WindowScript seek(long ticks) {
    nextTicks = ticks;
    return this;
  }

  /** Adds a part; its bytes say which one it is. */
  public WindowScript part(int durationMs, boolean independent) {
    addPart(durationMs, independent);
    put(false);
    return this;
  }

  /** Adds a last part and completes the segment with it. */
  public WindowScript lastPart(int durationMs) {
    addPart(durationMs, parts.isEmpty());
    return complete();
  }

  /** Completes the segment under way as it is. */
  public WindowScript complete() {
    put(true);
    parts.clear();
    offsetBytes = 0;
    sequence++;
    discontinuity = false;
    return this;
  }

  /** A whole segment of so many parts of so many milliseconds, the first of them independent. */
  public WindowScript segment(int partCount, int partMs) {
    for (int i = 0; i < partCount - 1; i++) {
      part(partMs, parts.isEmpty());
    }
    return lastPart(partMs);
  }

  /** Marks the next segment as interrupted. */
  public WindowScript discontinuity() {
    discontinuity = true;
    return this;
  }

  /** Begins a new header with the next segment, as a change of format does. */
  public WindowScript format(Track next) {
    tracks = List.of(next);
    InitSegment before = init;
    init = init(before == null ? 0 : before.number() + 1);
    return discontinuity();
  }

  /** Says that nothing follows. */
  public void end() {
    window.end();
  }

  /** Lets go of everything. */
  public void release() {
    window.release();
  }

  /** What the bytes of a part say. */
  public static String text(String window, long sequence, int part) {
    return "[" + window + " " + sequence + "." + part + "]";
  }

  private void addPart(int durationMs, boolean independent) {
    if (parts.isEmpty()) {
      startTicks = nextTicks;
    }
    String text = text(window.name(), sequence, parts.size());
    long durationTicks = (long) durationMs * window.timescaleHz() / 1_000;
    // Two pieces, as a header and a payload are.
    parts.add(
        new Part(
            nextTicks,
            durationTicks,
            independent,
            offsetBytes,
            List.of(bytes(text.substring(0, 2)), bytes(text.substring(2)))));
    offsetBytes += text.length();
    nextTicks += durationTicks;
  }

  private void put(boolean complete) {
    window.put(
        new Segment(
            sequence,
            init,
            startTicks,
            nextTicks - startTicks,
            EPOCH_NS + startTicks * 1_000_000_000L / window.timescaleHz(),
            discontinuity,
            complete,
            List.copyOf(parts)),
        tracks);
  }

  private InitSegment init(int number) {
    String text = "init " + initPrefix + " " + number;
    return new InitSegment(number, tracks.getFirst(), text.getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuf bytes(String text) {
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(text.length());
    bytes.writeCharSequence(text, StandardCharsets.US_ASCII);
    return bytes;
  }
}
