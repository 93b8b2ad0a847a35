package dev.fairlead.media.container.flv;

import dev.fairlead.media.bits.MalformedMediaException;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.codec.TrackFormats;
import dev.fairlead.media.codec.nal.NalUnits;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.time.TimestampUnwrapper;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;
import io.netty.buffer.ByteBuf;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Turns FLV tag bodies (RTMP media messages) into tracks and samples of a publisher.
 *
 * <p>Confined to the publisher's executor. A body is borrowed for the call; samples hold retained
 * slices of it, so that nothing is copied here, save where NAL lengths have to be widened.
 *
 * <p>Tracks appear with their configuration, whatever the metadata promised. A repeated identical
 * configuration changes nothing. {@code SequenceEnd} ends a numbered track of a multitrack set; the
 * first track of a kind lives as long as its publisher, since encoders send the marker right before
 * they leave and in the middle of joined recordings.
 */
public final class FlvDemuxer {
  /** Tracks of one publisher. A simulcast ladder with sound in a dozen languages stays under it. */
  static final int MAX_TRACKS = 32;

  /**
   * Longest composition offset. Sixteen reordered pictures (H.264 (08/2021) §A.3.1) at one picture
   * in two seconds stay under it; the field could say hours.
   */
  static final int MAX_COMPOSITION_OFFSET_MS = 60_000;

  /** After so much media every track that an earlier publisher had is back or gone. */
  static final int TRACKS_SETTLED_MS = 3_000;

  // Tracks of each kind are numbered apart: keys of tracks of one kind differ in their low byte.
  private static final int VIDEO_KEY = 0;
  private static final int AUDIO_KEY = 1 << 8;
  private static final int DATA_KEY = 2 << 8;

  private final Publisher publisher;
  private final TimestampUnwrapper timestamps = new TimestampUnwrapper(32);
  private final Int2ObjectHashMap<FlvTrack> tracks = new Int2ObjectHashMap<>();
  private final ScriptData script = new ScriptData();

  private FlvMetadata metadata = FlvMetadata.NONE;
  private String fault = "";
  private boolean started;
  private boolean settled;
  private long firstMs;
  private long lastMs;

  // Scratch, valid during one call.
  private final ExHeader exHeader = new ExHeader();
  private final NalUnits nalUnits = new NalUnits();
  private int timestampMs;
  private int offsetNs;
  private boolean hasOffset;
  private long wallClockNs;

  /**
   * @param publisher gets the tracks and samples
   */
  public FlvDemuxer(Publisher publisher) {
    this.publisher = publisher;
  }

  /**
   * Takes the next tag. The caller flushes the publisher at the end of its batch.
   *
   * @param tagType of {@link FlvTagType}
   * @param timestamp 32 bits, wrapping
   * @param body borrowed; its reader index moves
   * @param arrivalNs wall-clock time, nanoseconds since 1970
   * @return what became of it; {@link #fault()} tells more
   */
  public FlvVerdict tag(int tagType, int timestamp, ByteBuf body, long arrivalNs) {
    timestampMs = timestamp;
    wallClockNs = arrivalNs;
    offsetNs = 0;
    hasOffset = false;
    if (!body.isReadable()) {
      return FlvVerdict.IGNORED;
    }
    try {
      return switch (tagType) {
        case FlvTagType.VIDEO -> video(body);
        case FlvTagType.AUDIO -> audio(body);
        case FlvTagType.SCRIPT -> script(body, false);
        case FlvTagType.SCRIPT_AMF3 -> script(body, true);
        default -> FlvVerdict.IGNORED;
      };
    } catch (MalformedMediaException e) {
      fault = String.valueOf(e.getMessage());
      return FlvVerdict.MALFORMED;
    }
  }

  /** What was wrong with the last tag that was malformed or unsupported. */
  public String fault() {
    return fault;
  }

  /** What the publisher said of itself last. */
  public FlvMetadata metadata() {
    return metadata;
  }

  /** Media time from the first sample to the latest. */
  public long mediaMillis() {
    return lastMs - firstMs;
  }

  private FlvVerdict video(ByteBuf body) {
    int first = body.readUnsignedByte();
    if ((first & VideoTag.EX_HEADER) != 0) {
      int frameType = (first >> 4) & 7;
      exHeader.read(body, first & 0x0F, VideoTag.MOD_EX, VideoTag.MULTITRACK);
      offsetNs = exHeader.timestampOffsetNs;
      hasOffset = exHeader.timestampOffset;
      if (frameType == VideoTag.FRAME_COMMAND && exHeader.packetType != VideoTag.METADATA) {
        return FlvVerdict.IGNORED;
      }
      return enhanced(MediaKind.VIDEO, VideoTag.sampleFlags(frameType), body);
    }
    int frameType = first >> 4;
    int codecId = first & 0x0F;
    if (frameType == VideoTag.FRAME_COMMAND) {
      return FlvVerdict.IGNORED;
    }
    if (codecId != VideoTag.CODEC_AVC && codecId != VideoTag.CODEC_HEVC) {
      return unsupported("video codec " + codecId + " is not supported, use H.264 or newer");
    }
    Codec codec = codecId == VideoTag.CODEC_AVC ? Codec.H264 : Codec.H265;
    ExHeader.need(body, 4);
    int packetType = body.readUnsignedByte();
    int compositionMs = body.readMedium();
    FlvTrack track = track(MediaKind.VIDEO, 0);
    return switch (packetType) {
      case VideoTag.AVC_SEQUENCE_HEADER -> configure(track, codec, SequenceHeader.read(body));
      case VideoTag.AVC_NALU ->
          coded(track, codec, VideoTag.sampleFlags(frameType), compositionMs, body);
      default -> FlvVerdict.IGNORED;
    };
  }

  private FlvVerdict audio(ByteBuf body) {
    int first = body.readUnsignedByte();
    int format = first >> 4;
    return switch (format) {
      case AudioTag.FORMAT_EX_HEADER -> {
        exHeader.read(body, first & 0x0F, AudioTag.MOD_EX, AudioTag.MULTITRACK);
        offsetNs = exHeader.timestampOffsetNs;
        hasOffset = exHeader.timestampOffset;
        yield enhanced(MediaKind.AUDIO, Sample.RANDOM_ACCESS, body);
      }
      case AudioTag.FORMAT_AAC -> aac(body);
      case AudioTag.FORMAT_MP3, AudioTag.FORMAT_MP3_8_KHZ ->
          coded(track(MediaKind.AUDIO, 0), Codec.MP3, Sample.RANDOM_ACCESS, 0, body);
      default -> unsupported("audio format " + format + " is not supported, use AAC, Opus or MP3");
    };
  }

  private FlvVerdict aac(ByteBuf body) {
    ExHeader.need(body, 1);
    FlvTrack track = track(MediaKind.AUDIO, 0);
    return switch (body.readUnsignedByte()) {
      case AudioTag.AAC_SEQUENCE_HEADER -> configure(track, Codec.AAC, SequenceHeader.read(body));
      case AudioTag.AAC_RAW -> coded(track, Codec.AAC, Sample.RANDOM_ACCESS, 0, body);
      default -> FlvVerdict.IGNORED;
    };
  }

  /** The tracks of an enhanced tag, whose header was read. */
  private FlvVerdict enhanced(MediaKind kind, int flags, ByteBuf body) {
    if (!exHeader.multitrack) {
      ExHeader.need(body, Integer.BYTES);
      return enhancedTrack(kind, body.readInt(), 0, flags, body);
    }
    boolean ownCodecs = exHeader.multitrackType == ExHeader.MANY_TRACKS_MANY_CODECS;
    int fourCc = 0;
    if (!ownCodecs) {
      ExHeader.need(body, Integer.BYTES);
      fourCc = body.readInt();
    }
    FlvVerdict verdict = FlvVerdict.TAKEN;
    do {
      if (ownCodecs) {
        ExHeader.need(body, Integer.BYTES);
        fourCc = body.readInt();
      }
      ExHeader.need(body, 1);
      int trackId = body.readUnsignedByte();
      if (exHeader.multitrackType == ExHeader.ONE_TRACK) {
        return enhancedTrack(kind, fourCc, trackId, flags, body);
      }
      ExHeader.need(body, 3);
      int sizeBytes = body.readUnsignedMedium();
      ExHeader.need(body, sizeBytes);
      int endIndex = body.readerIndex() + sizeBytes;
      int writerIndex = body.writerIndex();
      body.writerIndex(endIndex);
      verdict = verdict.worse(enhancedTrack(kind, fourCc, trackId, flags, body));
      body.writerIndex(writerIndex).readerIndex(endIndex);
    } while (body.isReadable());
    return verdict;
  }

  private FlvVerdict enhancedTrack(
      MediaKind kind, int fourCc, int trackId, int flags, ByteBuf body) {
    Codec codec = FourCc.codec(fourCc);
    if (codec == null || codec.kind() != kind) {
      return unsupported("codec " + printable(fourCc) + " is not supported");
    }
    FlvTrack track = track(kind, trackId);
    int packetType = exHeader.packetType;
    if (kind == MediaKind.AUDIO) {
      return switch (packetType) {
        case AudioTag.SEQUENCE_START -> configure(track, codec, SequenceHeader.read(body));
        case AudioTag.CODED_FRAMES -> coded(track, codec, flags, 0, body);
        case AudioTag.SEQUENCE_END -> sequenceEnd(track, trackId);
        default -> FlvVerdict.IGNORED;
      };
    }
    return switch (packetType) {
      case VideoTag.SEQUENCE_START -> configure(track, codec, SequenceHeader.read(body));
      case VideoTag.MPEG2_TS_SEQUENCE_START ->
          codec == Codec.AV1
              ? configure(track, codec, SequenceHeader.fromAv1Descriptor(SequenceHeader.read(body)))
              : FlvVerdict.IGNORED;
      case VideoTag.CODED_FRAMES -> {
        int compositionMs = 0;
        if (codec == Codec.H264 || codec == Codec.H265) {
          ExHeader.need(body, 3);
          compositionMs = body.readMedium();
        }
        yield coded(track, codec, flags, compositionMs, body);
      }
      case VideoTag.CODED_FRAMES_X -> coded(track, codec, flags, 0, body);
      case VideoTag.SEQUENCE_END -> sequenceEnd(track, trackId);
      default -> FlvVerdict.IGNORED;
    };
  }

  private FlvTrack track(MediaKind kind, int trackId) {
    int key = (kind == MediaKind.VIDEO ? VIDEO_KEY : AUDIO_KEY) | trackId;
    FlvTrack track = tracks.get(key);
    if (track == null) {
      if (tracks.size() == MAX_TRACKS) {
        throw new MalformedMediaException("more than " + MAX_TRACKS + " tracks");
      }
      track = new FlvTrack(key);
      tracks.put(key, track);
    }
    return track;
  }

  private FlvVerdict configure(FlvTrack track, Codec codec, byte[] header) {
    CodecConfiguration configuration = CodecConfiguration.of(header);
    refine(track);
    if (track.isConfiguredFor(codec) && track.configuration.equals(configuration)) {
      return FlvVerdict.TAKEN;
    }
    int nalLengthBytes = SequenceHeader.nalLengthBytes(codec, header);
    TrackFormat format = track.parse(codec, configuration);
    track.codec = codec;
    track.configuration = configuration;
    track.nalLengthBytes = nalLengthBytes;
    track.format = format;
    track.unsettled = true;
    // A size that is told by the first key frame only makes no version of its own. Another format
    // is told with its first sample: one that changes back and forth without any costs nobody.
    if (track.track == null && !lacksSize(format)) {
      settle(track, format);
    }
    return FlvVerdict.TAKEN;
  }

  private static boolean lacksSize(TrackFormat format) {
    return format instanceof VideoFormat video && video.widthPixels() == 0;
  }

  /** Puts the track on the bus under {@code format}. */
  private Track settle(FlvTrack track, TrackFormat format) {
    Track current = track.track;
    Track next =
        current == null ? publisher.addTrack(format, "") : publisher.changeFormat(current, format);
    track.format = next.format();
    track.track = next;
    track.unsettled = lacksSize(format);
    return next;
  }

  /** Puts a track whose messages bear nanosecond offsets on the finer timescale, for good. */
  private void refine(FlvTrack track) {
    if (!hasOffset || track.timescaleHz == FlvTrack.FINE_HZ) {
      return;
    }
    track.timescaleHz = FlvTrack.FINE_HZ;
    Codec codec = track.codec;
    boolean said = track.configuration.sizeBytes() > 0;
    track.unsettled = true;
    track.format = said && codec != null ? track.parse(codec, track.configuration) : null;
  }

  private FlvVerdict coded(
      FlvTrack track, Codec codec, int flags, int compositionMs, ByteBuf body) {
    if (!body.isReadable()) {
      return FlvVerdict.IGNORED;
    }
    if (Math.abs(compositionMs) > MAX_COMPOSITION_OFFSET_MS) {
      throw new MalformedMediaException("composition offset of " + compositionMs + " ms");
    }
    refine(track);
    if (!track.isConfiguredFor(codec) && !configureInBand(track, codec, flags, body)) {
      return FlvVerdict.UNCONFIGURED;
    }
    ByteBuf payload = payload(track, body);
    publish(current(track, payload), flags, compositionMs, payload);
    return FlvVerdict.TAKEN;
  }

  /** Takes the format from the sample itself, where its codec tells it there. */
  private boolean configureInBand(FlvTrack track, Codec codec, int flags, ByteBuf body) {
    if ((flags & Sample.RANDOM_ACCESS) == 0 || needsConfiguration(codec)) {
      return false;
    }
    TrackFormat format = TrackFormats.fromSample(codec, track.timescaleHz, body);
    track.codec = codec;
    track.configuration = CodecConfiguration.NONE;
    track.nalLengthBytes =
        codec == Codec.H264 || codec == Codec.H265 ? NalUnits.BUS_LENGTH_BYTES : 0;
    track.format = format;
    track.unsettled = true;
    return true;
  }

  private static boolean needsConfiguration(Codec codec) {
    return codec == Codec.AAC || codec == Codec.OPUS || codec == Codec.FLAC;
  }

  /** The version that {@code payload} belongs to. */
  private Track current(FlvTrack track, ByteBuf payload) {
    Track current = track.track;
    TrackFormat format = track.format;
    assert format != null : "configured before it is asked for";
    return current != null && !track.unsettled
        ? current
        : settle(track, TrackFormats.completed(format, payload));
  }

  /** The bytes that remain, in the form of the bus; NAL lengths are proven to fit. */
  private ByteBuf payload(FlvTrack track, ByteBuf body) {
    int nalLengthBytes = track.nalLengthBytes;
    if (nalLengthBytes == 0) {
      return body.readRetainedSlice(body.readableBytes());
    }
    nalUnits.wrap(body, nalLengthBytes);
    int count = 0;
    while (nalUnits.next()) {
      count++;
    }
    if (nalLengthBytes == NalUnits.BUS_LENGTH_BYTES) {
      return body.readRetainedSlice(body.readableBytes());
    }
    ByteBuf widened = body.alloc().buffer(body.readableBytes() + count * NalUnits.BUS_LENGTH_BYTES);
    nalUnits.writeBusForm(body, nalLengthBytes, widened);
    return widened;
  }

  private void publish(Track track, int flags, int compositionMs, ByteBuf payload) {
    long ms = timestamps.unwrap(timestampMs);
    if (!started) {
      started = true;
      firstMs = ms;
      lastMs = ms;
    }
    lastMs = Math.max(lastMs, ms);
    if (!settled && lastMs - firstMs > TRACKS_SETTLED_MS) {
      settled = true;
      publisher.tracksComplete();
    }
    int hz = track.timescaleHz();
    long dtsTicks = ms;
    int compositionTicks = compositionMs;
    if (hz != Timescale.MILLISECONDS_HZ) {
      // The offset belongs to the presentation time (E-RTMP v2 "TimestampOffsetNano"). Decoding
      // time moves with it, so that their distance stays what the publisher said.
      long ns = Timescale.toNanos(ms, Timescale.MILLISECONDS_HZ) + offsetNs;
      dtsTicks = Timescale.fromNanos(ns, hz);
      compositionTicks = (int) Timescale.rescale(compositionMs, Timescale.MILLISECONDS_HZ, hz);
    }
    publisher.publish(track, dtsTicks, compositionTicks, flags, wallClockNs, payload);
  }

  private FlvVerdict sequenceEnd(FlvTrack track, int trackId) {
    Track current = track.track;
    if (trackId != 0 && current != null) {
      publisher.endTrack(current);
      tracks.remove(track.key);
    }
    return FlvVerdict.TAKEN;
  }

  private FlvVerdict script(ByteBuf body, boolean amf3) {
    script.read(body, amf3);
    FlvMetadata said = script.metadata();
    if (said != null) {
      metadata = said;
      return FlvVerdict.TAKEN;
    }
    if (!script.isTimed()) {
      return FlvVerdict.IGNORED;
    }
    FlvTrack track = tracks.get(DATA_KEY);
    if (track == null) {
      track = new FlvTrack(DATA_KEY);
      tracks.put(DATA_KEY, track);
      track.codec = Codec.ID3;
      track.format = track.parse(Codec.ID3, CodecConfiguration.NONE);
      track.unsettled = true;
    }
    ByteBuf payload = script.id3(body.alloc());
    publish(current(track, payload), Sample.RANDOM_ACCESS, 0, payload);
    return FlvVerdict.TAKEN;
  }

  private FlvVerdict unsupported(String why) {
    fault = why;
    return FlvVerdict.UNSUPPORTED;
  }

  private static String printable(int fourCc) {
    StringBuilder name = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      int c = (fourCc >> shift) & 0xFF;
      name.append(c > ' ' && c < 0x7F ? (char) c : '?');
    }
    return name.toString();
  }
}
