package dev.fairlead.media.container.mpegts;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.time.TimestampUnwrapper;
import dev.fairlead.media.track.Codec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a {@link TsDemuxer} finds into tracks and samples of a publisher. Confined to the
 * publisher's executor; whoever feeds the demuxer flushes the publisher at the end of its batch.
 *
 * <p>Times stay those of the transport stream, at 90 kHz and unwrapped. Elementary streams of no
 * supported coding are passed over and named in {@link #unsupported()}.
 */
public final class ProgramPublisher implements TsDemuxerOutput, AutoCloseable {
  /** Tracks of one publisher: pictures, sound in a dozen languages, data. */
  static final int MAX_TRACKS = 32;

  /** After so much media every track that an earlier publisher had is back or gone. */
  private static final long TRACKS_SETTLED_TICKS = 3 * 90_000;

  private static final int TIMESTAMP_BITS = 33;
  private static final int SIGN_SHIFT = 64 - TIMESTAMP_BITS;
  private static final int TICKS_PER_MS = 90;

  private final Publisher publisher;
  private final CounterSet<MpegTsCounter> counters;
  private final ByteBufAllocator allocator;
  private final List<Elementary> elementaries = new ArrayList<>();
  private final OpeningHold hold = new OpeningHold();
  private final TimestampUnwrapper timestamps = new TimestampUnwrapper(TIMESTAMP_BITS);

  private String unsupported = "";
  private long arrivalNs;
  private boolean started;
  private boolean settled;
  private long firstTicks;
  private long lastTicks;
  private long malformed;

  /** One PID of the program with its way to the bus. */
  private record Elementary(ElementaryPid entry, TrackWriter track, ElementaryReader reader) {}

  /**
   * @param publisher gets the tracks and samples
   * @param counters where damage is counted
   * @param allocator gives the samples' buffers
   */
  public ProgramPublisher(
      Publisher publisher, CounterSet<MpegTsCounter> counters, ByteBufAllocator allocator) {
    this.publisher = publisher;
    this.counters = counters;
    this.allocator = allocator;
  }

  /** What the demuxer is fed next came at this time of day, in nanoseconds since 1970. */
  public void arrived(long epochNs) {
    arrivalNs = epochNs;
  }

  @Override
  public void program(int pcrPid, List<ElementaryPid> pids) {
    List<Elementary> next = new ArrayList<>();
    StringBuilder without = new StringBuilder();
    for (ElementaryPid entry : pids) {
      Elementary known = find(entry.pid());
      if (known != null && known.entry.equals(entry)) {
        next.add(known);
      } else if (next.size() < MAX_TRACKS) {
        Elementary made = make(entry);
        if (made == null) {
          without.append(without.isEmpty() ? "" : ", ").append(name(entry));
        } else {
          next.add(made);
        }
      }
    }
    for (Elementary elementary : elementaries) {
      if (!next.contains(elementary)) {
        elementary.reader.close();
        elementary.track.end();
      }
    }
    elementaries.clear();
    elementaries.addAll(next);
    unsupported = without.toString();
  }

  private static String name(ElementaryPid entry) {
    return "stream_type 0x%02X on PID %d".formatted(entry.streamType(), entry.pid());
  }

  private @Nullable Elementary make(ElementaryPid entry) {
    Codec codec = codec(entry);
    if (codec == null) {
      return null;
    }
    TrackWriter track = new TrackWriter(publisher, Iso639.tag(entry.language()), hold);
    ElementaryReader reader =
        switch (codec) {
          case H264, H265 -> new NalReader(codec, track, allocator);
          case AAC ->
              entry.streamType() == TsStreamType.AAC_LATM
                  ? new LatmReader(track, allocator)
                  : new AdtsReader(track, allocator);
          case MP3 -> new Mp3Reader(track, allocator);
          case AC3, EAC3 -> new SyncframeReader(codec, track, allocator);
          case OPUS -> new OpusReader(track, entry.channelConfig(), allocator);
          case ID3 -> new PlainReader(track, allocator);
          case AV1, VP8, VP9, FLAC -> null;
        };
    return reader == null ? null : new Elementary(entry, track, reader);
  }

  private static @Nullable Codec codec(ElementaryPid entry) {
    return switch (entry.streamType()) {
      case TsStreamType.H264 -> Codec.H264;
      case TsStreamType.H265 -> Codec.H265;
      case TsStreamType.AAC_ADTS, TsStreamType.AAC_LATM -> Codec.AAC;
      case TsStreamType.MPEG1_AUDIO, TsStreamType.MPEG2_AUDIO -> Codec.MP3;
      case TsStreamType.AC3 -> Codec.AC3;
      case TsStreamType.EAC3 -> Codec.EAC3;
      case TsStreamType.METADATA_PES -> Codec.ID3;
      case TsStreamType.PRIVATE_PES ->
          switch (entry.registration()) {
            case TsStreamType.REGISTERED_OPUS -> Codec.OPUS;
            case TsStreamType.REGISTERED_AC3 -> Codec.AC3;
            case TsStreamType.REGISTERED_EAC3 -> Codec.EAC3;
            case TsStreamType.REGISTERED_H265 -> Codec.H265;
            default -> null;
          };
      default -> null;
    };
  }

  @Override
  public void clock(int pid, long ticks, boolean discontinuity) {
    // Samples carry their own times, and a new clock shows in them.
  }

  @Override
  public void pes(int pid, long ptsTicks, long dtsTicks, int flags, ByteBuf payload) {
    Elementary elementary = find(pid);
    if (elementary == null) {
      return;
    }
    long dts = dtsTicks;
    long pts = ptsTicks;
    if (ptsTicks != TsDemuxer.TIMESTAMP_UNSET) {
      dts = timestamps.unwrap(dtsTicks);
      pts = dts + ((ptsTicks - dtsTicks) << SIGN_SHIFT >> SIGN_SHIFT);
      passTime(dts);
    }
    elementary.track.arrived(arrivalNs);
    try {
      elementary.reader.read(pts, dts, payload);
    } catch (MalformedMediaException e) {
      malformed++;
      counters.increment(MpegTsCounter.SAMPLES_MALFORMED);
    }
    if (!hold.isOpen() && (hold.isFull() || areTracksKnown())) {
      open();
    }
  }

  /** Whether all pictures and sound that the program announces have a format. */
  private boolean areTracksKnown() {
    for (int i = 0; i < elementaries.size(); i++) {
      Elementary elementary = elementaries.get(i);
      if (elementary.entry.streamType() != TsStreamType.METADATA_PES
          && !elementary.track.isConfigured()) {
        return false;
      }
    }
    return true;
  }

  private void open() {
    for (int i = 0; i < elementaries.size(); i++) {
      elementaries.get(i).track.open();
    }
    hold.open();
  }

  /** The input is over: what was kept until more is known goes out. */
  public void end() {
    if (!hold.isOpen()) {
      open();
    }
  }

  private void passTime(long ticks) {
    if (!started) {
      started = true;
      firstTicks = ticks;
      lastTicks = ticks;
    }
    lastTicks = Math.max(lastTicks, ticks);
    if (!settled && lastTicks - firstTicks > TRACKS_SETTLED_TICKS) {
      settled = true;
      publisher.tracksComplete();
    }
  }

  private @Nullable Elementary find(int pid) {
    for (int i = 0; i < elementaries.size(); i++) {
      if (elementaries.get(i).entry.pid() == pid) {
        return elementaries.get(i);
      }
    }
    return null;
  }

  /** Media time from the first sample to the latest. */
  public long mediaMillis() {
    return (lastTicks - firstTicks) / TICKS_PER_MS;
  }

  /** Samples published so far. */
  public long samples() {
    long sum = 0;
    for (int i = 0; i < elementaries.size(); i++) {
      sum += elementaries.get(i).track.samples();
    }
    return sum;
  }

  /** PES packets that made no sense. */
  public long malformed() {
    return malformed;
  }

  /** What the program has that is passed over, in words; empty when there is nothing. */
  public String unsupported() {
    return unsupported;
  }

  @Override
  public void close() {
    for (Elementary elementary : elementaries) {
      elementary.reader.close();
    }
    elementaries.clear();
    hold.close();
  }
}
