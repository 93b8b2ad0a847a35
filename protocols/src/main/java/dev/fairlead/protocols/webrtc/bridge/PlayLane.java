package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import dev.fairlead.protocols.rtp.core.RetransmitBuffer;
import dev.fairlead.protocols.rtp.payload.Packetizer;
import dev.fairlead.protocols.rtp.payload.PayloadFormats;
import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One track on its way to all viewers of a group: packets made once. Confined to the group's loop.
 */
final class PlayLane {
  private final Track track;
  private final Packetizer packetizer;
  private final RetransmitBuffer history = new RetransmitBuffer();
  private boolean waitsForKey;

  // Of the last key picture, where those after it come out of order; one reference.
  private @Nullable Sample key;
  private long keyPacket;
  private int reorderFrames;

  PlayLane(Track track, IntFunction<ByteBuf> buffers) {
    this.track = track;
    packetizer =
        PayloadFormats.packetizer(
            track.format().codec(), buffers, PayloadFormats.MAX_PAYLOAD_BYTES);
    waitsForKey = track.kind() == MediaKind.VIDEO;
  }

  Track track() {
    return track;
  }

  /** A time in ticks of the packets. */
  long ticks(int millis) {
    return (long) millis * PayloadFormats.clockRateHz(track.format().codec()) / 1_000;
  }

  RetransmitBuffer history() {
    return history;
  }

  /** What went before is lost: nothing can be shown before a key picture. */
  void interrupted() {
    waitsForKey = track.kind() == MediaKind.VIDEO;
  }

  /**
   * The packets of the next sample, of which the caller owns one reference; null when there are
   * none.
   */
  @Nullable PayloadBurst packetize(Sample sample, long nowNs) {
    if (waitsForKey && !sample.isRandomAccess()) {
      return null;
    }
    PayloadBurst burst = packetizer.packetize(sample);
    if (burst != null) {
      waitsForKey = false;
      history.add(burst, nowNs);
      if (burst.isKey() && track.kind() == MediaKind.VIDEO) {
        begin(sample, burst);
      }
    }
    return burst;
  }

  private void begin(Sample sample, PayloadBurst burst) {
    forgetKey();
    reorderFrames = packetizer.reorderFrames(sample);
    keyPacket = burst.firstPacket();
    if (reorderFrames > 0) {
      key = sample.retain();
    }
  }

  private void forgetKey() {
    Sample last = key;
    if (last != null) {
      last.release();
    }
    key = null;
  }

  /** Whether pictures since the last key picture come in another order than they are shown in. */
  boolean isReordering() {
    return key != null;
  }

  /**
   * The last key picture for a decoder that begins with it and is to bring pictures into order; the
   * caller owns one reference. Null when {@code burst} is not that picture.
   */
  @Nullable PayloadBurst entry(PayloadBurst burst, long nowNs) {
    Sample last = key;
    if (last == null || burst.firstPacket() != keyPacket) {
      return null;
    }
    PayloadBurst entry = packetizer.packetizeEntry(last, reorderFrames);
    if (entry != null) {
      history.add(entry, nowNs);
    }
    return entry;
  }

  void close() {
    forgetKey();
    history.clear();
  }
}
