package dev.fairlead.media.segment;

import dev.fairlead.media.container.fmp4.EventMessage;
import dev.fairlead.media.container.fmp4.MovieFragment;
import dev.fairlead.media.container.fmp4.ProducerReferenceTime;
import dev.fairlead.media.container.fmp4.SampleFlags;
import dev.fairlead.media.container.fmp4.SegmentType;
import dev.fairlead.media.container.fmp4.TrackRun;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;

/**
 * Makes one CMAF chunk after another: a small header of its own and the samples' payloads by
 * reference (ISO/IEC 23000-19:2020 §7.3.2.3). Confined to the packager's executor. Takes over
 * references to samples and hands them on to the part.
 */
final class PartWriter {
  /** A part past this is closed at once; one picture of 8K intra coding stays below. */
  private static final int MAX_PART_BYTES = 16 << 20;

  /** Subtitles word by word are ten a second; a part is a fraction of that. */
  private static final int MAX_EVENTS = 256;

  /** Tags are copied into the part's header; cover art does not belong there. */
  private static final int MAX_EVENT_BYTES = 1 << 20;

  private final int trackId;
  private final int timescaleHz;
  private final ByteBufAllocator allocator;
  private final TrackRun run = new TrackRun();
  private final ArrayList<ByteBuf> pieces = new ArrayList<>();
  private final ArrayList<Sample> events = new ArrayList<>();

  private long baseDecodeTicks;
  private long startTicks;
  private boolean independent;
  private int fragments;
  private int eventBytes;
  private int eventsWritten;

  PartWriter(int trackId, int timescaleHz, ByteBufAllocator allocator) {
    this.trackId = trackId;
    this.timescaleHz = timescaleHz;
    this.allocator = allocator;
  }

  boolean isEmpty() {
    return run.samples() == 0;
  }

  boolean isFull() {
    return run.samples() == TrackRun.MAX_SAMPLES || run.payloadBytes() > MAX_PART_BYTES;
  }

  long durationTicks() {
    return run.durationTicks();
  }

  int payloadBytes() {
    return run.payloadBytes();
  }

  /**
   * Appends a sample to the part under way.
   *
   * @param sample one reference is taken over
   * @param positionTicks where the part starts if this is its first sample
   */
  void add(Sample sample, long dtsTicks, long positionTicks, long durationTicks, int ctsTicks) {
    if (run.samples() == 0) {
      baseDecodeTicks = dtsTicks;
      startTicks = positionTicks;
      independent = sample.track().kind() == MediaKind.AUDIO || sample.isRandomAccess();
    }
    run.add(durationTicks, sample.payloadBytes(), SampleFlags.of(sample), ctsTicks);
    pieces.add(sample.payload());
  }

  /**
   * Lets a tag travel in front of the next part. Takes over one reference, unless it returns false:
   * too much is waiting.
   */
  boolean event(Sample event) {
    if (events.size() == MAX_EVENTS || eventBytes + event.payloadBytes() > MAX_EVENT_BYTES) {
      return false;
    }
    events.add(event);
    eventBytes += event.payloadBytes();
    return true;
  }

  /**
   * Makes the part under way.
   *
   * @param first whether it begins a segment
   * @param offsetBytes bytes of the segment before it
   * @param wallClockNs the time of day of its start
   */
  Part write(boolean first, int offsetBytes, long wallClockNs) {
    Part part = make(first, offsetBytes, wallClockNs, run.durationTicks(), independent);
    clearRun();
    return part;
  }

  /** Makes the only part of a segment that the track has no sample for. */
  Part writeEmpty(long atTicks, long durationTicks, long wallClockNs) {
    assert isEmpty() : "the part under way is written first";
    baseDecodeTicks = atTicks;
    startTicks = atTicks;
    return make(true, 0, wallClockNs, durationTicks, false);
  }

  private Part make(
      boolean first, int offsetBytes, long wallClockNs, long durationTicks, boolean decodable) {
    int headerBytes = ProducerReferenceTime.BOX_BYTES + MovieFragment.headerBytes(run);
    if (first) {
      headerBytes += SegmentType.BOX_BYTES;
    }
    for (int i = 0; i < events.size(); i++) {
      headerBytes += EventMessage.boxBytes(events.get(i).payloadBytes());
    }
    ByteBuf header = allocator.buffer(headerBytes, headerBytes);
    if (first) {
      SegmentType.write(header);
    }
    ProducerReferenceTime.write(header, trackId, wallClockNs, startTicks);
    writeEvents(header);
    fragments++;
    MovieFragment.write(header, fragments, trackId, baseDecodeTicks, run);
    pieces.addFirst(header);
    Part part = new Part(startTicks, durationTicks, decodable, offsetBytes, pieces);
    pieces.clear();
    return part;
  }

  private void writeEvents(ByteBuf header) {
    for (int i = 0; i < events.size(); i++) {
      Sample event = events.get(i);
      int hz = event.track().timescaleHz();
      long ticks = Math.max(0, Timescale.rescale(event.ptsTicks(), hz, timescaleHz));
      EventMessage.write(header, timescaleHz, ticks, eventsWritten, event.payload());
      eventsWritten++;
    }
    clearEvents();
  }

  private void clearEvents() {
    for (int i = 0; i < events.size(); i++) {
      events.get(i).release();
    }
    events.clear();
    eventBytes = 0;
  }

  private void clearRun() {
    run.clear();
    pieces.clear();
  }

  /** Lets go of all samples that are in no part yet. */
  void clear() {
    for (int i = 0; i < pieces.size(); i++) {
      pieces.get(i).release();
    }
    clearRun();
    clearEvents();
  }
}
