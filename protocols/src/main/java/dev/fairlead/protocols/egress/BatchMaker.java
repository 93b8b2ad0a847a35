package dev.fairlead.protocols.egress;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Multiplex;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples into batches of wire bytes. Confined to one loop. Owns the batch under way; {@link
 * #seal} hands it over.
 *
 * <p>Within one batch the tracks never change, so what a viewer needs to be told when it comes in
 * or back is known per batch.
 */
final class BatchMaker {
  /** A longer batch is cut: the pieces, not the whole, are what a full connection waits for. */
  private static final int MAX_BATCH_BYTES = 256 << 10;

  /** Room for what the wire format puts around a sample. */
  private static final int MARGIN_BYTES = 1_024;

  /** A longer step of the leading track counts as a pause of the broadcast, not as media. */
  private static final long MAX_STEP_NS = 5_000_000_000L;

  private final WireMuxer muxer;
  private final IntFunction<ByteBuf> allocator;
  private final CounterSet<EgressCounter> counters;
  private final ArrayList<Track> tracks = new ArrayList<>();

  private boolean tracksDirty = true;
  private TracksVersion version = TracksVersion.NONE;
  private byte[] unsentChange = TracksVersion.NOTHING;
  private int leadTrackId;

  private @Nullable WireBatch batch;
  private int gatheredBytes;
  private int lastBatchBytes;
  private boolean entryPending;
  private long samples;
  private long mediaNs;
  private boolean leadSeen;
  private long lastLeadNs;

  BatchMaker(WireMuxer muxer, IntFunction<ByteBuf> allocator, CounterSet<EgressCounter> counters) {
    this.muxer = muxer;
    this.allocator = allocator;
    this.counters = counters;
  }

  void tracks(List<Track> now) {
    tracks.clear();
    tracks.addAll(now);
    tracksDirty = true;
  }

  void trackChanged(Track track) {
    tracksDirty = true;
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).id() == track.id()) {
        tracks.set(i, track);
        return;
      }
    }
    tracks.add(track);
  }

  void trackEnded(Track track) {
    tracksDirty |= tracks.removeIf(candidate -> candidate.id() == track.id());
  }

  /** Whether {@link #applyTracks} is due: seal what is under way before. */
  boolean tracksDirty() {
    return tracksDirty;
  }

  /**
   * Begins the next version.
   *
   * @return false when viewers of the version before cannot go on
   */
  boolean applyTracks() {
    assert batch == null : "the tracks never change within a batch";
    tracksDirty = false;
    Track lead = Multiplex.lead(tracks);
    leadTrackId = lead == null ? 0 : lead.id();
    leadSeen = false;
    muxer.tracks(List.copyOf(tracks));
    ByteBuf scratch = Unpooled.buffer();
    muxer.writeHeader(scratch);
    byte[] header = ByteBufUtil.getBytes(scratch);
    boolean goesOn = true;
    byte[] change = TracksVersion.NOTHING;
    // Before the first sample nobody has a header that could be out of date.
    if (samples > 0) {
      scratch.clear();
      goesOn = muxer.writeTrackChange(scratch);
      change = ByteBufUtil.getBytes(scratch);
    }
    version = new TracksVersion(version.number() + 1, header, change);
    unsentChange = change;
    return goesOn;
  }

  /** The track whose random access points let viewers in; 0 when there is none. */
  int leadTrackId() {
    return leadTrackId;
  }

  /** Whether {@code sample} is too much for the batch under way: seal it before. */
  boolean isFull(Sample sample) {
    return batch != null && gatheredBytes + sample.payloadBytes() > MAX_BATCH_BYTES;
  }

  void add(Sample sample) {
    WireBatch into = batch != null ? batch : begin(sample.payloadBytes());
    boolean leads = sample.track().id() == leadTrackId;
    if (leads) {
      passMedia(sample);
    }
    if ((entryPending || (leads && sample.isRandomAccess())) && !into.hasEntry()) {
      // What was gathered belongs before the entry.
      writePending(into.bytes);
      into.enterHere(samples, mediaNs);
      entryPending = false;
    }
    makeRoom(into.bytes, sample.payloadBytes() + MARGIN_BYTES);
    int before = into.bytes.writerIndex();
    try {
      muxer.writeSample(sample, into.bytes);
    } catch (RuntimeException e) {
      into.bytes.writerIndex(before);
      counters.increment(EgressCounter.SAMPLE_UNWRITABLE);
    }
    gatheredBytes += sample.payloadBytes();
    samples++;
  }

  private WireBatch begin(int payloadBytes) {
    int expectedBytes = Math.max(lastBatchBytes, payloadBytes);
    WireBatch next =
        new WireBatch(
            allocator.apply(Math.min(expectedBytes, MAX_BATCH_BYTES) + MARGIN_BYTES), version);
    next.bytes.writeBytes(unsentChange);
    unsentChange = TracksVersion.NOTHING;
    gatheredBytes = 0;
    batch = next;
    return next;
  }

  private void passMedia(Sample sample) {
    long ns = Timescale.toNanos(sample.dtsTicks(), sample.track().timescaleHz());
    if (leadSeen && !sample.isDiscontinuity()) {
      mediaNs += Math.clamp(ns - lastLeadNs, 0, MAX_STEP_NS);
    }
    leadSeen = true;
    lastLeadNs = ns;
  }

  /**
   * Grows by half at least, so that many small samples do not copy each other's bytes each time.
   */
  private static void makeRoom(ByteBuf bytes, int neededBytes) {
    int end = bytes.writerIndex() + neededBytes;
    if (end > bytes.capacity()) {
      bytes.capacity(Math.max(end, bytes.capacity() + bytes.capacity() / 2));
    }
  }

  private void writePending(ByteBuf bytes) {
    int before = bytes.writerIndex();
    try {
      muxer.writePending(bytes);
    } catch (RuntimeException e) {
      bytes.writerIndex(before);
      counters.increment(EgressCounter.SAMPLE_UNWRITABLE);
    }
  }

  /** Completes the batch under way and hands it over; null when there is nothing to send. */
  @Nullable WireBatch seal(long nowNs) {
    WireBatch sealed = batch;
    if (sealed == null) {
      return null;
    }
    batch = null;
    writePending(sealed.bytes);
    sealed.endSample = samples;
    sealed.endMediaNs = mediaNs;
    sealed.sealedNs = nowNs;
    lastBatchBytes = sealed.sizeBytes();
    if (sealed.sizeBytes() == 0) {
      // The format carries nothing of it. Where one could come in, one still can.
      entryPending = sealed.hasEntry();
      sealed.release();
      return null;
    }
    return sealed;
  }

  /** Appends what ends the flow. */
  void end() {
    if (version.number() > 0) {
      WireBatch into = batch != null ? batch : begin(0);
      muxer.writeEnd(into.bytes);
    }
  }

  /** Samples taken so far. */
  long samples() {
    return samples;
  }

  /** Lets go of everything. */
  void close() {
    if (batch != null) {
      batch.release();
      batch = null;
    }
    muxer.close();
  }
}
