package dev.fairlead.media.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads fragmented MP4 the way a player does, and complains about what a player would stumble over:
 * boxes that do not fill their parent, payloads outside their mdat, tracks without header. Written
 * against the specification, not against our writer.
 */
public final class Fmp4Reader {
  private static final List<String> CONTAINERS =
      List.of("moov", "trak", "edts", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf");

  private final Map<Integer, TrackHeader> tracks = new LinkedHashMap<>();
  private final List<ReadSample> samples = new ArrayList<>();
  private final List<ReadEvent> events = new ArrayList<>();
  private final List<ReadClock> clocks = new ArrayList<>();
  private final List<Integer> sequenceNumbers = new ArrayList<>();
  private int styps;

  // The track box under way.
  private TrackHeader header;
  // The fragment under way.
  private int moofStart;
  private int trackId;
  private int tfhdFlags;
  private int defaultDuration;
  private int defaultSize;
  private int defaultFlags;
  private long decodeTicks;
  private final List<ReadSample> placed = new ArrayList<>();
  private final List<int[]> ranges = new ArrayList<>();

  /** What a header says of one track. */
  public static final class TrackHeader {
    public int id;
    public int timescaleHz;
    public String language;
    public String handler;
    public String entry;
    public int width;
    public int height;
    public int channels;
    public int sampleRateHz;
    public String configurationBox;
    public byte[] configuration;
    public boolean extended;
  }

  /** One sample as a decoder gets it. */
  public record ReadSample(
      int trackId, long dtsTicks, int ctsOffsetTicks, long durationTicks, int flags, byte[] data) {
    /** Presentation time. */
    public long ptsTicks() {
      return dtsTicks + ctsOffsetTicks;
    }

    /** Whether decoding can start here. */
    public boolean isSync() {
      return (flags & 0x1_0000) == 0;
    }
  }

  /** One event message. */
  public record ReadEvent(
      String scheme, String value, int timescaleHz, long ticks, int id, byte[] data) {}

  /** One producer reference time. */
  public record ReadClock(int trackId, long ntp, long mediaTicks) {}

  /** Reads a whole file, or a header followed by any of its segments. */
  public static Fmp4Reader read(byte[] bytes) {
    Fmp4Reader reader = new Fmp4Reader();
    reader.append(bytes);
    return reader;
  }

  /** Reads on: whole boxes. */
  public Fmp4Reader append(byte[] bytes) {
    boxes(ByteBuffer.wrap(bytes), 0, bytes.length, "");
    return this;
  }

  /** The tracks that a header described. */
  public Map<Integer, TrackHeader> tracks() {
    return tracks;
  }

  /** All samples in file order. */
  public List<ReadSample> samples() {
    return samples;
  }

  /** The samples of one track in file order. */
  public List<ReadSample> samples(int id) {
    return samples.stream().filter(sample -> sample.trackId() == id).toList();
  }

  /** All event messages. */
  public List<ReadEvent> events() {
    return events;
  }

  /** All producer reference times. */
  public List<ReadClock> clocks() {
    return clocks;
  }

  /** The fragments' sequence numbers. */
  public List<Integer> sequenceNumbers() {
    return sequenceNumbers;
  }

  /** How many segments began. */
  public int segmentTypes() {
    return styps;
  }

  /** A tree of boxes with the bytes of the leaves, for golden files; media data by length only. */
  public static String dump(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    dump(ByteBuffer.wrap(bytes), 0, bytes.length, "", text);
    return text.toString();
  }

  private static void dump(ByteBuffer in, int from, int to, String indent, StringBuilder text) {
    int at = from;
    while (at < to) {
      int size = in.getInt(at);
      check(size >= 8 && at + size <= to, "a box of " + size + " bytes does not fit at " + at);
      String type = type(in, at + 4);
      text.append(indent).append(type).append(' ').append(size).append('\n');
      if (CONTAINERS.contains(type)) {
        dump(in, at + 8, at + size, indent + "  ", text);
      } else if (!type.equals("mdat")) {
        byte[] body = bytes(in, at + 8, size - 8);
        for (int line = 0; line < body.length; line += 32) {
          text.append(indent).append("  ");
          text.append(
              HexFormat.ofDelimiter(" ").formatHex(body, line, Math.min(body.length, line + 32)));
          text.append('\n');
        }
      }
      at += size;
    }
  }

  private void boxes(ByteBuffer in, int from, int to, String parent) {
    int at = from;
    while (at < to) {
      int size = in.getInt(at);
      check(
          size >= 8 && at + size <= to, "a box of " + size + " bytes does not fit into " + parent);
      box(in, at, size, type(in, at + 4));
      at += size;
    }
    check(at == to, parent + " is not filled by its boxes");
  }

  private void box(ByteBuffer in, int start, int size, String type) {
    int body = start + 8;
    int end = start + size;
    switch (type) {
      case "styp" -> styps++;
      case "moov", "edts", "mdia", "minf", "dinf", "stbl", "mvex" -> boxes(in, body, end, type);
      case "trak" -> {
        header = new TrackHeader();
        boxes(in, body, end, type);
        tracks.put(header.id, header);
      }
      case "tkhd" -> header.id = in.getInt(body + (in.get(body) == 1 ? 20 : 12));
      case "mdhd" -> {
        boolean wide = in.get(body) == 1;
        header.timescaleHz = in.getInt(body + (wide ? 20 : 12));
        int packed = in.getShort(body + (wide ? 32 : 20));
        header.language =
            ""
                + (char) (0x60 + (packed >> 10 & 31))
                + (char) (0x60 + (packed >> 5 & 31))
                + (char) (0x60 + (packed & 31));
      }
      case "hdlr" -> header.handler = type(in, body + 8);
      case "stsd" -> sampleEntry(in, body + 8);
      case "trex" -> {
        TrackHeader known = tracks.get(in.getInt(body + 4));
        check(known != null, "trex of an unknown track");
        known.extended = true;
      }
      case "moof" -> {
        moofStart = start;
        boxes(in, body, end, type);
      }
      case "mfhd" -> sequenceNumbers.add(in.getInt(body + 4));
      case "traf" -> boxes(in, body, end, type);
      case "tfhd" -> trackFragmentHeader(in, body, end);
      case "tfdt" ->
          decodeTicks =
              in.get(body) == 1 ? in.getLong(body + 4) : in.getInt(body + 4) & 0xFFFF_FFFFL;
      case "trun" -> trackRun(in, body, end);
      case "mdat" -> {
        for (int i = 0; i < placed.size(); i++) {
          int[] range = ranges.get(i);
          check(
              range[0] >= body && range[0] + range[1] <= end,
              "a sample at " + range[0] + " lies outside its mdat " + body + ".." + end);
        }
        samples.addAll(placed);
        placed.clear();
        ranges.clear();
      }
      case "prft" ->
          clocks.add(
              new ReadClock(in.getInt(body + 4), in.getLong(body + 8), in.getLong(body + 16)));
      case "emsg" -> event(in, body, end);
      default -> {}
    }
  }

  private void sampleEntry(ByteBuffer in, int start) {
    int size = in.getInt(start);
    header.entry = type(in, start + 4);
    int boxes;
    if ("vide".equals(header.handler)) {
      header.width = in.getShort(start + 32) & 0xFFFF;
      header.height = in.getShort(start + 34) & 0xFFFF;
      boxes = start + 86;
    } else {
      header.channels = in.getShort(start + 24);
      header.sampleRateHz = in.getInt(start + 32) >>> 16;
      boxes = start + 36;
    }
    header.configurationBox = type(in, boxes + 4);
    header.configuration = bytes(in, boxes + 8, in.getInt(boxes) - 8);
    check(boxes + in.getInt(boxes) <= start + size, "the configuration overruns its entry");
  }

  private void trackFragmentHeader(ByteBuffer in, int body, int end) {
    tfhdFlags = in.getInt(body) & 0xFF_FFFF;
    check((tfhdFlags & 0x1) == 0, "base-data-offset has no place in a segment");
    trackId = in.getInt(body + 4);
    defaultDuration = 0;
    defaultSize = 0;
    defaultFlags = 0;
    int at = body + 8;
    if ((tfhdFlags & 0x2) != 0) {
      at += 4;
    }
    if ((tfhdFlags & 0x8) != 0) {
      defaultDuration = in.getInt(at);
      at += 4;
    }
    if ((tfhdFlags & 0x10) != 0) {
      defaultSize = in.getInt(at);
      at += 4;
    }
    if ((tfhdFlags & 0x20) != 0) {
      defaultFlags = in.getInt(at);
      at += 4;
    }
    check(at == end, "tfhd has another length than its flags say");
  }

  private void trackRun(ByteBuffer in, int body, int end) {
    int flags = in.getInt(body) & 0xFF_FFFF;
    int version = in.get(body);
    int count = in.getInt(body + 4);
    int at = body + 8;
    check((flags & 1) != 0, "trun without data-offset");
    int offset = moofStart + in.getInt(at);
    at += 4;
    int firstFlags = defaultFlags;
    boolean hasFirstFlags = (flags & 4) != 0;
    if (hasFirstFlags) {
      firstFlags = in.getInt(at);
      at += 4;
    }
    for (int i = 0; i < count; i++) {
      long duration = defaultDuration & 0xFFFF_FFFFL;
      int size = defaultSize;
      int sampleFlags = i == 0 && hasFirstFlags ? firstFlags : defaultFlags;
      int cts = 0;
      if ((flags & 0x100) != 0) {
        duration = in.getInt(at) & 0xFFFF_FFFFL;
        at += 4;
      }
      if ((flags & 0x200) != 0) {
        size = in.getInt(at);
        at += 4;
      }
      if ((flags & 0x400) != 0) {
        sampleFlags = in.getInt(at);
        at += 4;
      }
      if ((flags & 0x800) != 0) {
        cts = in.getInt(at);
        check(version == 1 || cts >= 0, "a composition offset too large for version 0");
        at += 4;
      }
      placed.add(
          new ReadSample(
              trackId, decodeTicks, cts, duration, sampleFlags, bytes(in, offset, size)));
      ranges.add(new int[] {offset, size});
      decodeTicks += duration;
      offset += size;
    }
    check(at == end, "trun has another length than its flags say");
  }

  private void event(ByteBuffer in, int body, int end) {
    check(in.get(body) == 1, "emsg version 1 is the one that carries presentation times");
    int timescale = in.getInt(body + 4);
    long ticks = in.getLong(body + 8);
    int id = in.getInt(body + 20);
    int at = body + 24;
    String scheme = text(in, at);
    at += scheme.length() + 1;
    String value = text(in, at);
    at += value.length() + 1;
    events.add(new ReadEvent(scheme, value, timescale, ticks, id, bytes(in, at, end - at)));
  }

  private static String text(ByteBuffer in, int from) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int at = from; in.get(at) != 0; at++) {
      text.write(in.get(at));
    }
    return text.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String type(ByteBuffer in, int at) {
    return new String(bytes(in, at, 4), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(ByteBuffer in, int from, int length) {
    byte[] copy = new byte[length];
    in.get(from, copy);
    return copy;
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new AssertionError(complaint);
    }
  }
}
