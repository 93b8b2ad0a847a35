package dev.fairlead.conformance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The samples of a whole MP4 file, read against the specification (ISO/IEC 14496-12:2022 §8) and
 * without the code under test. Edit lists are left alone.
 */
final class Mp4File {
  /** Bytes in a visual sample entry in front of its boxes. */
  private static final int VISUAL_ENTRY_BYTES = 78;

  /** Bytes in an audio sample entry in front of its boxes. */
  private static final int AUDIO_ENTRY_BYTES = 28;

  private static final Set<String> AUDIO = Set.of("mp4a", "Opus", "fLaC", "ac-3", "ec-3");

  private Mp4File() {}

  /**
   * One track.
   *
   * @param fourCc of its sample entry
   * @param configuration the content of its configuration box
   * @param samples in decode order
   */
  record Track(String fourCc, byte[] configuration, List<Sample> samples) {
    boolean isVideo() {
      return !AUDIO.contains(fourCc);
    }
  }

  /**
   * One sample.
   *
   * @param dtsMs decoding time
   * @param ctsOffsetMs from decoding to presentation
   * @param key whether it is a sync sample
   * @param payload its bytes
   */
  record Sample(int dtsMs, int ctsOffsetMs, boolean key, byte[] payload) {}

  static List<Track> read(Path path) {
    ByteBuffer file;
    try {
      file = ByteBuffer.wrap(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Track> tracks = new ArrayList<>();
    for (ByteBuffer trak : boxes(box(file, "moov"), "trak")) {
      tracks.add(track(file, trak));
    }
    return tracks;
  }

  private static Track track(ByteBuffer file, ByteBuffer trak) {
    ByteBuffer mdia = box(trak, "mdia");
    ByteBuffer mdhd = box(mdia, "mdhd");
    long timescale = mdhd.getInt(mdhd.get(0) == 1 ? 20 : 12) & 0xffff_ffffL;
    ByteBuffer stbl = box(box(mdia, "minf"), "stbl");
    ByteBuffer stsd = box(stbl, "stsd");
    int entryBytes = stsd.getInt(8);
    String fourCc = name(stsd, 12);
    ByteBuffer entry = stsd.slice(16, entryBytes - 8);
    boolean audio = AUDIO.contains(fourCc);
    int head = audio ? AUDIO_ENTRY_BYTES : VISUAL_ENTRY_BYTES;
    ByteBuffer inner = entry.slice(head, entry.limit() - head);
    return new Track(fourCc, configuration(fourCc, inner), samples(file, stbl, timescale));
  }

  private static byte[] configuration(String fourCc, ByteBuffer inner) {
    return switch (fourCc) {
      case "hvc1" -> bytes(box(inner, "hvcC"), 0);
      case "av01" -> bytes(box(inner, "av1C"), 0);
      case "vp09" -> bytes(box(inner, "vpcC"), 4);
      case "fLaC" -> bytes(box(inner, "dfLa"), 4);
      // Their samples say what they are.
      case "ac-3", "ec-3" -> new byte[0];
      case "Opus" -> opusHead(box(inner, "dOps"));
      case "mp4a" -> audioSpecificConfig(box(inner, "esds"));
      default -> throw new AssertionError(fourCc);
    };
  }

  /** The identification header (RFC 7845 §5.1) for the box with the same fields. */
  private static byte[] opusHead(ByteBuffer box) {
    ByteBuffer head = ByteBuffer.allocate(19).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put(box.get(1));
    head.putShort(box.getShort(2)).putInt(box.getInt(4)).putShort(box.getShort(8));
    return head.put(box.get(10)).array();
  }

  /** The bytes behind tag 5 of the descriptors. */
  private static byte[] audioSpecificConfig(ByteBuffer box) {
    int at = 4;
    while (box.get(at) != 5) {
      int tag = box.get(at++);
      while (box.get(at) < 0) {
        at++;
      }
      at++;
      at += tag == 3 ? 3 : 13;
    }
    int length = 0;
    do {
      at++;
      length = length << 7 | box.get(at) & 0x7f;
    } while (box.get(at) < 0);
    byte[] config = new byte[length];
    box.get(at + 1, config);
    return config;
  }

  private static List<Sample> samples(ByteBuffer file, ByteBuffer stbl, long timescale) {
    ByteBuffer sizes = box(stbl, "stsz");
    int count = sizes.getInt(8);
    long[] dts = decodeTimes(box(stbl, "stts"), count);
    long[] offsets = compositionOffsets(stbl, count);
    long[] places = places(stbl, sizes, count);
    boolean[] keys = keys(stbl, count);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[sizes.getInt(4) > 0 ? sizes.getInt(4) : sizes.getInt(12 + 4 * i)];
      file.get((int) places[i], payload);
      long dtsMs = Math.round(dts[i] * 1000.0 / timescale);
      long ptsMs = Math.round((dts[i] + offsets[i]) * 1000.0 / timescale);
      samples.add(new Sample((int) dtsMs, (int) (ptsMs - dtsMs), keys[i], payload));
    }
    return samples;
  }

  private static long[] decodeTimes(ByteBuffer stts, int count) {
    long[] dts = new long[count];
    long now = 0;
    int sample = 0;
    for (int i = 0; i < stts.getInt(4); i++) {
      for (int j = 0; j < stts.getInt(8 + 8 * i) && sample < count; j++) {
        dts[sample++] = now;
        now += stts.getInt(12 + 8 * i);
      }
    }
    return dts;
  }

  private static long[] compositionOffsets(ByteBuffer stbl, int count) {
    long[] offsets = new long[count];
    for (ByteBuffer ctts : boxes(stbl, "ctts")) {
      int sample = 0;
      for (int i = 0; i < ctts.getInt(4); i++) {
        for (int j = 0; j < ctts.getInt(8 + 8 * i); j++) {
          offsets[sample++] = ctts.getInt(12 + 8 * i);
        }
      }
    }
    return offsets;
  }

  private static long[] places(ByteBuffer stbl, ByteBuffer sizes, int count) {
    ByteBuffer chunks = box(stbl, "stco");
    ByteBuffer runs = box(stbl, "stsc");
    long[] places = new long[count];
    int sample = 0;
    for (int run = 0; run < runs.getInt(4); run++) {
      int first = runs.getInt(8 + 12 * run);
      boolean last = run + 1 == runs.getInt(4);
      int end = last ? chunks.getInt(4) + 1 : runs.getInt(20 + 12 * run);
      for (int chunk = first; chunk < end; chunk++) {
        long at = chunks.getInt(8 + 4 * (chunk - 1)) & 0xffff_ffffL;
        for (int i = 0; i < runs.getInt(12 + 12 * run); i++) {
          places[sample] = at;
          at += sizes.getInt(4) > 0 ? sizes.getInt(4) : sizes.getInt(12 + 4 * sample);
          sample++;
        }
      }
    }
    return places;
  }

  private static boolean[] keys(ByteBuffer stbl, int count) {
    boolean[] keys = new boolean[count];
    List<ByteBuffer> tables = boxes(stbl, "stss");
    if (tables.isEmpty()) {
      java.util.Arrays.fill(keys, true);
    }
    for (ByteBuffer stss : tables) {
      for (int i = 0; i < stss.getInt(4); i++) {
        keys[stss.getInt(8 + 4 * i) - 1] = true;
      }
    }
    return keys;
  }

  private static ByteBuffer box(ByteBuffer parent, String name) {
    List<ByteBuffer> found = boxes(parent, name);
    if (found.isEmpty()) {
      throw new AssertionError("no box " + name);
    }
    return found.getFirst();
  }

  private static List<ByteBuffer> boxes(ByteBuffer parent, String name) {
    List<ByteBuffer> found = new ArrayList<>();
    int at = 0;
    while (at + 8 <= parent.limit()) {
      long bytes = parent.getInt(at) & 0xffff_ffffL;
      int head = 8;
      if (bytes == 1) {
        bytes = parent.getLong(at + 8);
        head = 16;
      } else if (bytes == 0) {
        bytes = parent.limit() - at;
      }
      if (name(parent, at + 4).equals(name)) {
        found.add(parent.slice(at + head, (int) bytes - head));
      }
      at += (int) bytes;
    }
    return found;
  }

  private static String name(ByteBuffer buffer, int at) {
    byte[] name = new byte[4];
    buffer.get(at, name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(ByteBuffer buffer, int from) {
    byte[] bytes = new byte[buffer.limit() - from];
    buffer.get(from, bytes);
    return bytes;
  }
}
