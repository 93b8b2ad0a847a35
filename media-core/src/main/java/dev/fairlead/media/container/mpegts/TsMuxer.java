package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples into the packets of a transport stream with one program.
 *
 * <p>Confined to one thread. Samples are borrowed; packets are appended to the caller's buffer, and
 * nothing is allocated per sample. Times on the wire are those of the samples at 90 kHz plus {@link
 * #TIMELINE_OFFSET_TICKS}, whichever muxer writes them, and a track has the same PID everywhere: so
 * several muxers of one broadcast, each from where its viewers joined, agree.
 *
 * <p>The tables stand in front of every random access point of the pictures and at least twice a
 * second, so any such point is a place to start reading or to cut.
 */
public final class TsMuxer {
  /**
   * Added to every time: one second, so that the clock, which runs ahead of decoding, and
   * presentation times before the first decoding time do not begin below zero.
   */
  public static final int TIMELINE_OFFSET_TICKS = 90_000;

  /** More do not fit the one section of a program map with descriptors: 1,021 bytes. */
  public static final int MAX_TRACKS = 32;

  private static final int TICKS_PER_MS = Timescale.MPEG_HZ / 1_000;

  /**
   * How far the clock runs ahead of decoding times: the order in which publishers interleave tracks
   * stays within it, so no sample comes too late for a receiver that decodes by the clock.
   */
  private static final int CLOCK_LEAD_TICKS = 200 * TICKS_PER_MS;

  /** Clock references lie no further apart (ETSI TR 101 290 V1.4.1 §5.2.2, PCR repetition). */
  private static final int MAX_CLOCK_PERIOD_TICKS = 40 * TICKS_PER_MS;

  /** A clock that would have to run on for longer without a sample starts anew instead. */
  private static final int MAX_CLOCK_GAP_TICKS = 1_000 * TICKS_PER_MS;

  /** Another track moves the clock when the one that carries it is silent for so long. */
  private static final int CLOCK_STALL_TICKS = 500 * TICKS_PER_MS;

  /** With one sample more, which may be 40 ms later, tables repeat within 500 ms. */
  private static final int TABLE_PERIOD_TICKS = 450 * TICKS_PER_MS;

  private static final int NO_PID = 0x1FFF;
  private static final int VERSION_MASK = 0x1F;

  private final CounterSet<MpegTsCounter> counters;
  private final PacketWriter packetWriter = new PacketWriter();
  private final ByteBuf pesHeader = Unpooled.wrappedBuffer(new byte[PesHeader.MAX_BYTES]);

  // Per set of tracks (reset by tracks)
  private final List<ElementaryTrack> tracks = new ArrayList<>();
  private @Nullable ElementaryTrack clockTrack;
  private ProgramTables tables = ProgramTables.of(List.of(), NO_PID, 0);
  private int version;

  // Tables under way
  private boolean tablesDue = true;
  private long lastTablesTicks;
  private int nextAssociationContinuity;
  private int nextMapContinuity;

  // Clock under way
  private boolean clockRuns;
  private long clockTicks;

  /** Moves the clock while its own track is silent; null while it is not. */
  private @Nullable ElementaryTrack standIn;

  private long standInOffsetTicks;

  /** A muxer that counts for itself. */
  public TsMuxer() {
    this(new CounterSet<>(MpegTsCounter.class));
  }

  /**
   * @param counters where samples that are left out are counted
   */
  public TsMuxer(CounterSet<MpegTsCounter> counters) {
    this.counters = counters;
  }

  /** Whether a transport stream carries tracks of this format. */
  public static boolean carries(TrackFormat format) {
    return ElementaryTrack.of(new Track(1, 0, format, "")) != null;
  }

  /**
   * Takes the tracks as they are; those that a transport stream cannot carry are passed over. The
   * next sample comes behind new tables when these differ.
   */
  public void tracks(List<Track> current) {
    List<ElementaryTrack> next = new ArrayList<>();
    for (Track track : current) {
      ElementaryTrack known = find(track.id());
      ElementaryTrack entry =
          known != null && known.track().equals(track) ? known : ElementaryTrack.of(track);
      if (entry != null && next.size() < MAX_TRACKS) {
        if (known != null) {
          entry.nextContinuity(known.nextContinuity());
        }
        next.add(entry);
      }
    }
    replaceTracks(next);
  }

  /**
   * Appends the tables for a reader that joins before the next sample. Readers under way miss
   * nothing: the continuity counters do not move.
   */
  public void writeTables(ByteBuf out) {
    tables.write(out, nextAssociationContinuity - 1, nextMapContinuity - tables.mapPackets());
  }

  /**
   * Appends one sample, with tables and clock references as they fall due; nothing when its track
   * is not carried.
   *
   * @param sample borrowed
   */
  public void writeSample(Sample sample, ByteBuf out) {
    ElementaryTrack entry = entryOf(sample.track());
    if (entry == null) {
      return;
    }
    int payloadBytes = prepare(entry, sample);
    if (payloadBytes == 0) {
      return;
    }
    long dtsTicks = ticks(sample.dtsTicks(), sample);
    long ptsTicks = ticks(sample.ptsTicks(), sample);
    boolean withDts = ptsTicks != dtsTicks;
    int headerBytes = PesHeader.sizeBytes(withDts);
    if (!entry.isVideo() && !PesHeader.canTellLength(headerBytes, payloadBytes)) {
      counters.increment(MpegTsCounter.SAMPLES_TOO_LARGE);
      return;
    }

    boolean carriesClock = entry == clockTrack;
    boolean startsHere = carriesClock && sample.isRandomAccess();
    long sampleClockTicks = dtsTicks - CLOCK_LEAD_TICKS;
    // Only the clock tells when tables are due: other tracks may lie far beside it.
    long nowTicks = carriesClock ? sampleClockTicks : clockTicks;
    if (tablesDue
        || (startsHere && entry.isVideo())
        || Math.abs(nowTicks - lastTablesTicks) >= TABLE_PERIOD_TICKS) {
      writeTablesUnderWay(out, nowTicks);
    }
    int flags =
        (sample.isDiscontinuity() ? TsPacket.DISCONTINUITY_INDICATOR : 0)
            | (startsHere ? TsPacket.RANDOM_ACCESS_INDICATOR : 0);
    long pcr = PacketWriter.NO_PCR;
    if (carriesClock) {
      if (!sample.isDiscontinuity() && !advanceClock(sampleClockTicks, entry, out)) {
        flags |= clockRuns ? TsPacket.DISCONTINUITY_INDICATOR : 0;
      }
      clockRuns = true;
      clockTicks = sampleClockTicks;
      standIn = null;
      pcr = sampleClockTicks & TsPacket.TIMESTAMP_MASK;
    } else if (clockTrack != null && !entry.isData()) {
      if (standIn == entry && sample.isDiscontinuity()) {
        standIn = null; // Its times begin anew; the clock goes on from where it is.
      }
      standIn(entry, sampleClockTicks, clockTrack, out);
    }

    pesHeader.clear();
    PesHeader.write(
        pesHeader,
        entry.pesId(),
        payloadBytes,
        ptsTicks & TsPacket.TIMESTAMP_MASK,
        dtsTicks & TsPacket.TIMESTAMP_MASK,
        withDts);
    packetWriter.begin(
        out, entry.pid(), entry.nextContinuity(), flags, pcr, headerBytes + payloadBytes);
    packetWriter.append(pesHeader, 0, headerBytes);
    entry.payload().write(sample, packetWriter);
    entry.nextContinuity(packetWriter.end());
  }

  private int prepare(ElementaryTrack entry, Sample sample) {
    int bytes;
    try {
      bytes = entry.payload().prepare(sample);
    } catch (MalformedMediaException e) {
      counters.increment(MpegTsCounter.SAMPLES_MALFORMED);
      return 0;
    }
    if (bytes == 0 && sample.payloadBytes() > 0) {
      counters.increment(MpegTsCounter.SAMPLES_TOO_LARGE);
    }
    return bytes;
  }

  private static long ticks(long sampleTicks, Sample sample) {
    return Timescale.rescale(sampleTicks, sample.track().timescaleHz(), Timescale.MPEG_HZ)
        + TIMELINE_OFFSET_TICKS;
  }

  private @Nullable ElementaryTrack find(int trackId) {
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).track().id() == trackId) {
        return tracks.get(i);
      }
    }
    return null;
  }

  /** The track's place; made anew when the sample was coded under another version. */
  @SuppressWarnings("ReferenceEquality") // Versions are told apart by identity, as Track says.
  private @Nullable ElementaryTrack entryOf(Track track) {
    ElementaryTrack entry = find(track.id());
    if (entry == null || entry.track() == track) {
      return entry;
    }
    ElementaryTrack next = ElementaryTrack.of(track);
    List<ElementaryTrack> changed = new ArrayList<>(tracks);
    if (next == null) {
      changed.remove(entry);
    } else {
      next.nextContinuity(entry.nextContinuity());
      changed.set(tracks.indexOf(entry), next);
    }
    replaceTracks(changed);
    return next;
  }

  private void replaceTracks(List<ElementaryTrack> next) {
    tracks.clear();
    tracks.addAll(next);
    clockTrack =
        next.stream()
            .filter(ElementaryTrack::isVideo)
            .findFirst()
            .orElse(next.isEmpty() ? null : next.getFirst());
    int pcrPid = clockTrack == null ? NO_PID : clockTrack.pid();
    ProgramTables changed = ProgramTables.of(next, pcrPid, version);
    if (!changed.sameAs(tables)) {
      version = (version + 1) & VERSION_MASK;
      tables = ProgramTables.of(next, pcrPid, version);
      tablesDue = true;
    }
    standIn = null;
  }

  private void writeTablesUnderWay(ByteBuf out, long nowTicks) {
    tables.write(out, nextAssociationContinuity, nextMapContinuity);
    nextAssociationContinuity = (nextAssociationContinuity + 1) & TsPacket.CONTINUITY_MASK;
    nextMapContinuity = (nextMapContinuity + tables.mapPackets()) & TsPacket.CONTINUITY_MASK;
    lastTablesTicks = nowTicks;
    tablesDue = false;
  }

  /**
   * Lets the clock run on to just before {@code target}, with a reference at every step.
   *
   * @return false when it cannot get there: it has not begun, would step back, or leap
   */
  private boolean advanceClock(long target, ElementaryTrack carrier, ByteBuf out) {
    long gap = target - clockTicks;
    if (!clockRuns || gap < 0 || gap > MAX_CLOCK_GAP_TICKS) {
      return false;
    }
    long steps = (gap + MAX_CLOCK_PERIOD_TICKS - 1) / MAX_CLOCK_PERIOD_TICKS;
    long start = clockTicks;
    for (long step = 1; step < steps; step++) {
      writeClock(start + gap * step / steps, 0, carrier, out);
    }
    return true;
  }

  /**
   * Another track's sample: while the track that carries the clock is silent, the clock follows the
   * progress of the first that goes on, some time behind. How far the two lie apart is no matter.
   */
  private void standIn(
      ElementaryTrack other, long sampleClockTicks, ElementaryTrack carrier, ByteBuf out) {
    if (!clockRuns) {
      writeClock(sampleClockTicks - CLOCK_STALL_TICKS, 0, carrier, out);
      clockRuns = true;
    }
    if (standIn == null) {
      standIn = other;
      standInOffsetTicks = clockTicks - sampleClockTicks;
    }
    if (standIn != other) {
      return;
    }
    long target = sampleClockTicks + standInOffsetTicks - CLOCK_STALL_TICKS;
    if (target > clockTicks) {
      boolean continues = advanceClock(target, carrier, out);
      writeClock(target, continues ? 0 : TsPacket.DISCONTINUITY_INDICATOR, carrier, out);
    }
  }

  private void writeClock(long ticks, int flags, ElementaryTrack carrier, ByteBuf out) {
    PacketWriter.writePcrPacket(
        out,
        carrier.pid(),
        (carrier.nextContinuity() - 1) & TsPacket.CONTINUITY_MASK,
        flags,
        ticks & TsPacket.TIMESTAMP_MASK);
    clockTicks = ticks;
  }
}
