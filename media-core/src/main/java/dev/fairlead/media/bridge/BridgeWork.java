package dev.fairlead.media.bridge;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.DerivedTrack;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decodes and encodes for one bridge, away from the event loops.
 *
 * <p>Two confinements meet here: methods under <em>feed side</em> belong to the loop that reads the
 * broadcast, those under <em>worker side</em> run on the worker, one turn at a time, so that
 * bridges that share a thread take turns. What waits between them is bounded in number and in time,
 * owned by this class and released in it.
 */
final class BridgeWork implements BridgeOutput {
  /** Samples that may wait: 400 of the shortest of any coding, 2.5 ms, make a second. */
  private static final int MAX_WAITING_SAMPLES = 512;

  /** A sample that lies so far behind the newest is late: live viewers have waited long enough. */
  static final long MAX_LATE_NS = 600_000_000L;

  /** Once late, samples are left out up to here, so that there is one gap and not many. */
  static final long CAUGHT_UP_NS = 100_000_000L;

  /** Samples in one turn: about 10 ms of work. */
  private static final int MAX_TURN_SAMPLES = 16;

  private static final int NO_TRACK = 0;

  private final Broadcast broadcast;
  private final Codec target;
  private final AudioCodecs codecs;
  private final Executor worker;
  private final CounterSet<BridgeCounter> counters;
  private final Consumer<BridgeState> listener;

  private final SpscAtomicArrayQueue<Sample> queue =
      new SpscAtomicArrayQueue<>(MAX_WAITING_SAMPLES);

  /** Calls for a turn that were not answered yet; whoever raises it from zero sees to the turn. */
  private final AtomicInteger calls = new AtomicInteger();

  private volatile int sourceId = NO_TRACK;
  private volatile long newestNs = Long.MIN_VALUE;
  private volatile boolean stopping;

  // Worker side.
  private @Nullable AudioBridge bridge;
  private @Nullable DerivedTrack derived;
  private @Nullable Track refused;
  private int bridgedId = NO_TRACK;
  private boolean late;
  private boolean running;

  /**
   * @param broadcast gets the derived track
   * @param target what it is coded as
   * @param codecs decode and encode
   * @param worker runs one task at a time
   * @param counters what bridging counts
   * @param listener hears of new states, on either side
   */
  BridgeWork(
      Broadcast broadcast,
      Codec target,
      AudioCodecs codecs,
      Executor worker,
      CounterSet<BridgeCounter> counters,
      Consumer<BridgeState> listener) {
    this.broadcast = broadcast;
    this.target = target;
    this.codecs = codecs;
    this.worker = worker;
    this.counters = counters;
    this.listener = listener;
  }

  static long positionNs(Sample sample) {
    return Timescale.toNanos(sample.dtsTicks(), sample.track().timescaleHz());
  }

  // Feed side.

  /** Takes over one reference to {@code sample}; {@link #wake} follows at the end of a batch. */
  void offer(Sample sample) {
    newestNs = positionNs(sample);
    if (stopping || !queue.offer(sample)) {
      counters.increment(BridgeCounter.LATE_DROPPED);
      sample.release();
    }
  }

  /** Names the track to work on, or none. */
  void source(int trackId) {
    sourceId = trackId;
    wake();
  }

  /** The track there is cannot be bridged here. */
  void unavailable() {
    counters.increment(BridgeCounter.CODEC_UNAVAILABLE);
    listener.accept(BridgeState.UNAVAILABLE);
  }

  /** Nothing follows. */
  void stop() {
    stopping = true;
    wake();
  }

  /** Sees to it that the worker looks. */
  void wake() {
    if (calls.getAndIncrement() == 0) {
      schedule();
    }
  }

  private void schedule() {
    try {
      worker.execute(this::turn);
    } catch (RejectedExecutionException e) {
      // The node closes and the worker is gone. Whoever came here holds the turn.
      stopping = true;
      dispose();
    }
  }

  // Worker side.

  private void turn() {
    int answered = calls.get();
    while (answered != 0) {
      if (work()) {
        schedule();
        return;
      }
      answered = calls.addAndGet(-answered);
    }
  }

  /** Does what is at hand; returns whether there is more than one turn takes. */
  private boolean work() {
    if (stopping) {
      dispose();
      return false;
    }
    if (bridgedId != NO_TRACK && bridgedId != sourceId) {
      closeBridge();
    }
    for (int i = 0; i < MAX_TURN_SAMPLES; i++) {
      Sample sample = queue.poll();
      if (sample == null) {
        break;
      }
      try {
        bridge(sample);
      } finally {
        sample.release();
      }
    }
    DerivedTrack writing = derived;
    if (writing != null) {
      writing.flush();
    }
    return !queue.isEmpty();
  }

  private void bridge(Sample sample) {
    Track track = sample.track();
    if (track.id() != sourceId || track.equals(refused)) {
      return;
    }
    long behindNs = newestNs - positionNs(sample);
    late = behindNs > (late ? CAUGHT_UP_NS : MAX_LATE_NS);
    if (late) {
      counters.increment(BridgeCounter.LATE_DROPPED);
      return;
    }
    try {
      AudioBridge working = bridge != null ? bridge : open(track);
      working.receive(sample);
    } catch (CodecUnavailableException e) {
      refuse(track);
      unavailable();
    } catch (RuntimeException e) {
      counters.increment(BridgeCounter.BRIDGE_FAILED);
      refuse(track);
      listener.accept(BridgeState.UNAVAILABLE);
    }
  }

  /** The publisher has to change something before this is tried again. */
  private void refuse(Track track) {
    refused = track;
    closeBridge();
  }

  private AudioBridge open(Track track) {
    AudioEncoder encoder = codecs.encoder(target);
    AudioBridge opened = new AudioBridge(codecs, encoder, counters, this);
    bridge = opened;
    bridgedId = track.id();
    derived = broadcast.derive(track, encoder.format());
    running = false;
    counters.increment(BridgeCounter.BRIDGES_STARTED);
    return opened;
  }

  @Override
  public void packet(long ptsTicks, boolean discontinuity, long wallClockNs, ByteBuf payload) {
    DerivedTrack writing = derived;
    if (writing == null) {
      payload.release();
      return;
    }
    writing.publish(ptsTicks, discontinuity, wallClockNs, payload);
    if (!running) {
      running = true;
      writing.flush();
      listener.accept(BridgeState.RUNNING);
    }
  }

  private void closeBridge() {
    bridgedId = NO_TRACK;
    AudioBridge working = bridge;
    bridge = null;
    if (working != null) {
      working.close();
    }
    DerivedTrack writing = derived;
    derived = null;
    if (writing != null) {
      writing.end();
    }
  }

  private void dispose() {
    closeBridge();
    Sample sample;
    while ((sample = queue.poll()) != null) {
      sample.release();
    }
  }
}
