package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.codec.RandomAccess;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.time.WallClock;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.protocols.rtp.core.ReceivedSource;
import dev.fairlead.protocols.rtp.core.RtpCounter;
import dev.fairlead.protocols.rtp.payload.Depacketizer;
import dev.fairlead.protocols.rtp.payload.PayloadFormats;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One source of a publisher on its way to the bus. Confined to the session's loop.
 *
 * <p>What cannot be decoded is not passed on: after a picture is lost, nothing is until the next
 * key picture, which is asked for.
 */
final class IncomingTrack implements Depacketizer.Output {
  private static final long NONE = Long.MIN_VALUE;
  private static final long MS_PER_SECOND = 1_000;

  private final Codec codec;
  private final int clockRateHz;
  private final ReceivedSource source;
  private final Publisher publisher;
  private final WallClock wallClock;
  private final CounterSet<WebRtcCounter> counters;
  private final CounterSet<RtpCounter> rtpCounters;
  private final Depacketizer depacketizer;
  private final RandomAccess randomAccess = new RandomAccess();

  private @Nullable Track track;
  private boolean broken;
  private long firstTicks = NONE;
  private long lastTicks = NONE;

  IncomingTrack(
      Codec codec,
      ReceivedSource source,
      Publisher publisher,
      WebRtcServices services,
      IntFunction<ByteBuf> buffers) {
    this.codec = codec;
    this.source = source;
    this.publisher = publisher;
    wallClock = services.wallClock();
    counters = services.counters();
    rtpCounters = services.rtpCounters();
    clockRateHz = PayloadFormats.clockRateHz(codec);
    depacketizer = PayloadFormats.depacketizer(codec, buffers);
    // Nothing can be shown before a key picture, and the peer sends none by itself.
    broken = codec.kind() == MediaKind.VIDEO;
    if (codec == Codec.OPUS) {
      track = publisher.addTrack(OpusSound.format(), "");
    }
  }

  /** Whether samples are on the bus. */
  boolean isKnown() {
    return track != null;
  }

  /** The source's next packet, in order; borrowed. */
  void packet(ByteBuf packet, int index, int lengthBytes, long ticks, boolean marker, boolean gap) {
    depacketizer.packet(packet, index, lengthBytes, ticks, marker, gap, this);
  }

  @Override
  public void complete(ByteBuf payload, long timestampTicks) {
    try {
      if (codec.kind() == MediaKind.VIDEO) {
        picture(payload, timestampTicks);
      } else {
        publish(payload, timestampTicks, Sample.RANDOM_ACCESS);
      }
    } catch (MalformedMediaException e) {
      counters.increment(WebRtcCounter.TRACKS_UNUSABLE);
      damaged(timestampTicks);
    } finally {
      payload.release();
    }
  }

  private void picture(ByteBuf payload, long timestampTicks) {
    boolean key = randomAccess.isRandomAccess(codec, payload);
    if (key) {
      configure(payload);
      broken = false;
      source.keyPictureCame();
    } else if (broken) {
      rtpCounters.increment(RtpCounter.PICTURES_UNDECODABLE);
      source.needKeyPicture();
      return;
    }
    publish(payload, timestampTicks, key ? Sample.RANDOM_ACCESS : 0);
  }

  /** WebRTC has the configuration in band, in front of every key picture. */
  private void configure(ByteBuf keyPicture) {
    TrackFormat format = TrackFormats.fromSample(codec, clockRateHz, keyPicture);
    Track current = track;
    if (current == null) {
      track = publisher.addTrack(format, "");
    } else if (!current.format().equals(format)) {
      track = publisher.changeFormat(current, format);
    }
  }

  private void publish(ByteBuf payload, long timestampTicks, int flags) {
    Track current = track;
    if (current == null) {
      return;
    }
    long ticks = source.timelineTicks(timestampTicks);
    long wallClockNs = wallClock.epochNsAt(Timescale.toNanos(ticks, clockRateHz));
    if (firstTicks == NONE) {
      firstTicks = ticks;
    }
    lastTicks = Math.max(lastTicks, ticks);
    publisher.publish(current, ticks, 0, flags, wallClockNs, payload.retain());
  }

  @Override
  public void damaged(long timestampTicks) {
    if (codec.kind() == MediaKind.VIDEO) {
      rtpCounters.increment(RtpCounter.PICTURES_DAMAGED);
      broken = true;
      source.needKeyPicture();
    }
  }

  /** A key picture is wanted, though nothing is lost. */
  void refresh() {
    if (codec.kind() == MediaKind.VIDEO) {
      source.needKeyPicture();
    }
  }

  long mediaMillis() {
    return firstTicks == NONE ? 0 : (lastTicks - firstTicks) * MS_PER_SECOND / clockRateHz;
  }

  /** The source is over. */
  void close() {
    depacketizer.close();
  }

  /** Ends the track on the bus as well. */
  void endTrack() {
    Track current = track;
    if (current != null) {
      publisher.endTrack(current);
    }
  }
}
