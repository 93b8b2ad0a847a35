package dev.fairlead.protocols.egress;

import io.netty.buffer.ByteBuf;

/**
 * One viewer's place in a group: how far it got, and whether it may go on. Confined to the group's
 * loop; owns no bytes, since what it is to get next is kept by the group's {@link BatchRing}.
 *
 * <p>A viewer whose connection is full waits where it is. It goes on from there once the connection
 * takes more, or, when that batch is gone by then, at the newest entry: what it misses is the rest
 * of a group of pictures, never single frames of one.
 */
final class Seat implements Egress.Place {
  private static final long NEVER = Long.MIN_VALUE;

  private final Group group;
  private final EgressViewer viewer;

  Cohort cohort;
  int indexInCohort;

  private State state = State.NEW;
  private boolean paused;
  private long nextSequence;
  private int tracksNumber;
  private long fullSinceNs = NEVER;

  // Figures.
  private long seenSample;
  private long seenMediaNs;
  private long mediaNs;
  private long dropped;

  private enum State {
    /** Needs the header and an entry. */
    NEW,
    /** Fell behind and needs an entry. */
    SKIPPING,
    /** Paused until now, as it wished, and needs an entry. */
    RESUMING,
    /** Takes batch after batch. */
    FLOWING,
    LEFT
  }

  Seat(Group group, EgressViewer viewer, Cohort cohort) {
    this.group = group;
    this.viewer = viewer;
    this.cohort = cohort;
  }

  EgressViewer viewer() {
    return viewer;
  }

  /** Whether it has a header, and so depends on the tracks it was told of. */
  boolean hasBegun() {
    return state != State.NEW;
  }

  /** Hands over all batches that this viewer has yet to get and that its connection takes. */
  void serve(BatchRing ring, long nowNs, PassTally tally) {
    if (paused || state == State.LEFT) {
      return;
    }
    if (state == State.FLOWING && nextSequence < ring.first()) {
      state = State.SKIPPING;
      tally.skips++;
    }
    if (state != State.FLOWING && !enter(ring, nowNs, tally)) {
      return;
    }
    while (nextSequence < ring.end()) {
      if (!takes(nowNs, tally)) {
        return;
      }
      WireBatch batch = ring.at(nextSequence);
      nextSequence++;
      write(batch.bytes.retainedDuplicate(), tally);
      tracksNumber = batch.tracks.number();
      seen(batch);
      // The write may have found the connection broken.
      if (state == State.LEFT) {
        return;
      }
    }
  }

  /** Starts at the newest entry, when there is one this viewer has not passed. */
  private boolean enter(BatchRing ring, long nowNs, PassTally tally) {
    long entry = ring.entry();
    if (entry == BatchRing.NO_SEQUENCE || entry < nextSequence || !takes(nowNs, tally)) {
      return false;
    }
    WireBatch batch = ring.at(entry);
    byte[] start = preamble(batch.tracks);
    if (start.length > 0) {
      write(group.allocate(start.length).writeBytes(start), tally);
    }
    if (state == State.SKIPPING) {
      long missed = batch.entrySample - seenSample;
      dropped += missed;
      tally.dropped += missed;
    }
    if (state == State.LEFT) {
      return false;
    }
    state = State.FLOWING;
    nextSequence = entry + 1;
    tracksNumber = batch.tracks.number();
    seenMediaNs = batch.entryMediaNs;
    ByteBuf bytes = batch.bytes;
    int from = bytes.readerIndex() + batch.entryOffset;
    if (from < bytes.writerIndex()) {
      write(bytes.retainedSlice(from, bytes.writerIndex() - from), tally);
    }
    seen(batch);
    return state != State.LEFT;
  }

  private byte[] preamble(TracksVersion tracks) {
    if (state == State.NEW) {
      return tracks.header();
    }
    return tracksNumber == tracks.number() ? TracksVersion.NOTHING : tracks.change();
  }

  private boolean takes(long nowNs, PassTally tally) {
    if (viewer.isWritable()) {
      fullSinceNs = NEVER;
      return true;
    }
    if (fullSinceNs == NEVER) {
      fullSinceNs = nowNs;
      tally.lags++;
    } else if (nowNs - fullSinceNs > group.stalledMaxNs()) {
      group.stalled(this);
    }
    return false;
  }

  private void write(ByteBuf bytes, PassTally tally) {
    tally.writes++;
    tally.bytes += bytes.readableBytes();
    viewer.write(bytes);
  }

  private void seen(WireBatch batch) {
    mediaNs += batch.endMediaNs - seenMediaNs;
    seenMediaNs = batch.endMediaNs;
    seenSample = batch.endSample;
  }

  /** Takes this viewer out of everything; true the first time. */
  boolean markLeft() {
    if (state == State.LEFT) {
      return false;
    }
    dropped = samplesDropped();
    state = State.LEFT;
    return true;
  }

  // The viewer's side.

  @Override
  public void pause(boolean pause) {
    if (paused == pause) {
      return;
    }
    paused = pause;
    fullSinceNs = NEVER;
    if (!pause) {
      if (state == State.FLOWING || state == State.SKIPPING) {
        dropped = samplesDropped();
        state = State.RESUMING;
      }
      group.serve(this);
    }
  }

  @Override
  public void writable() {
    group.serve(this);
  }

  @Override
  public void leave() {
    group.leave(this);
  }

  @Override
  public long mediaMillis() {
    return mediaNs / 1_000_000;
  }

  @Override
  public long samplesDropped() {
    // While it skips, nobody has counted yet what it misses.
    long missing = state == State.SKIPPING ? group.samples() - seenSample : 0;
    return dropped + missing;
  }

  /** Samples were left out for the group as a whole. */
  void missed(int samples) {
    if (hasBegun()) {
      dropped += samples;
    }
  }
}
