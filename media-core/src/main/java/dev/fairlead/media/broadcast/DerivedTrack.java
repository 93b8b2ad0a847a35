package dev.fairlead.media.broadcast;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The write end of one derived track: packets made on some other thread reach the broadcast's owner
 * through it, which publishes them, so that the bus keeps its one writer.
 *
 * <p>Two confinements meet here: methods under <em>writer side</em> belong to one thread at a time,
 * those under <em>owner side</em> to the broadcast's owner, whoever that is by then. What waits
 * between them is bounded, owned by this class and released in it. The track exists on the bus from
 * its first packet to {@link #end}, or to the end of the broadcast.
 */
public final class DerivedTrack {
  /** Packets that may wait for the owner: five seconds of sound. */
  static final int MAX_WAITING_PACKETS = 256;

  private final Broadcast broadcast;
  private final Track source;
  private final TrackFormat format;
  private final CounterSet<BroadcastCounter> counters;
  private final SpscAtomicArrayQueue<Packet> queue =
      new SpscAtomicArrayQueue<>(MAX_WAITING_PACKETS);
  private final AtomicBoolean woken = new AtomicBoolean();

  private volatile boolean ending;

  // Owner side.
  private @Nullable Track track;
  private long lastDtsTicks = Long.MIN_VALUE;
  private boolean over;

  /** One coded packet on its way. Owns one reference to its payload. */
  private record Packet(long dtsTicks, boolean discontinuity, long wallClockNs, ByteBuf payload) {}

  DerivedTrack(
      Broadcast broadcast,
      Track source,
      TrackFormat format,
      CounterSet<BroadcastCounter> counters) {
    this.broadcast = broadcast;
    this.source = source;
    this.format = format;
    this.counters = counters;
  }

  // Writer side.

  /**
   * Hands over the next packet, a random access point as all sound is. Readers get it after {@link
   * #flush}.
   *
   * @param dtsTicks time on the broadcast's timeline, in the format's timescale
   * @param discontinuity whether the timeline was interrupted before it
   * @param wallClockNs capture or else arrival time of what it was made of
   * @param payload in the bus's form; one reference is taken over
   */
  public void publish(long dtsTicks, boolean discontinuity, long wallClockNs, ByteBuf payload) {
    if (ending || !queue.offer(new Packet(dtsTicks, discontinuity, wallClockNs, payload))) {
      counters.increment(BroadcastCounter.DERIVED_DROPPED);
      payload.release();
    }
  }

  /** Makes the owner look, at most once for all that was handed over since it last looked. */
  public void flush() {
    if (woken.compareAndSet(false, true)) {
      try {
        broadcast.execute(this::drain);
      } catch (RejectedExecutionException e) {
        // The node closes: the owner is gone, and what waits for it is the writer's.
        ending = true;
        Packet packet;
        while ((packet = queue.poll()) != null) {
          packet.payload().release();
        }
      }
    }
  }

  /** Nothing follows: the track ends behind what was handed over. */
  public void end() {
    ending = true;
    flush();
  }

  // Owner side.

  private void drain() {
    // Cleared first: what is appended from here on wakes again, so nothing is missed. What was
    // appended before an end is seen is on the queue by then.
    woken.set(false);
    boolean last = ending;
    Packet packet;
    while ((packet = queue.poll()) != null) {
      publish(packet);
    }
    Track known = track;
    if (last && !over) {
      over = true;
      if (known != null) {
        broadcast.endDerived(known);
      }
    }
    broadcast.flush();
  }

  private void publish(Packet packet) {
    if (over || broadcast.state() == Broadcast.State.ENDED) {
      packet.payload().release();
      return;
    }
    if (packet.dtsTicks() <= lastDtsTicks) {
      counters.increment(BroadcastCounter.DERIVED_DROPPED);
      packet.payload().release();
      return;
    }
    lastDtsTicks = packet.dtsTicks();
    Track known = track;
    if (known == null) {
      known = broadcast.addDerived(source, format);
      track = known;
    }
    int flags = Sample.RANDOM_ACCESS | (packet.discontinuity() ? Sample.DISCONTINUITY : 0);
    broadcast.publishDerived(
        new Sample(known, packet.dtsTicks(), 0, flags, packet.wallClockNs(), packet.payload()));
  }
}
