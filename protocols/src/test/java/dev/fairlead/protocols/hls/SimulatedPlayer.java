package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.protocols.testkit.RecordingExchange;
import dev.fairlead.protocols.testkit.ViewerRig;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A low-latency player of one rendition: reloads with blocking and delta updates, fetches each part
 * once, in order, and checks every byte and every rule on the way. Confined to the test's thread.
 */
final class SimulatedPlayer {
  private static final Pattern PART =
      Pattern.compile("#EXT-X-PART:DURATION=([\\d.]+),URI=\"\\w+/(\\d+)\\.(\\d+)\\.m4s\".*");
  private static final Pattern SEGMENT = Pattern.compile("\\w+/(\\d+)\\.m4s");
  private static final Pattern SKIP = Pattern.compile("#EXT-X-SKIP:SKIPPED-SEGMENTS=(\\d+)");
  private static final Pattern SEQUENCE = Pattern.compile("#EXT-X-MEDIA-SEQUENCE:(\\d+)");

  private final ViewerRig node;
  private final int loop;
  private final String folder;
  private final String window;

  /** Names of the segments that the playlist as patched together lists, by sequence. */
  private TreeMap<Long, String> segments = new TreeMap<>();

  private long nextSequence = -1;
  private int nextPart;
  private long listedSequence;
  private int listedPart;
  private long partsFetched;
  private @Nullable RecordingExchange reload;

  SimulatedPlayer(ViewerRig node, int loop, String folder, String window) {
    this.node = node;
    this.loop = loop;
    this.folder = folder;
    this.window = window;
  }

  /** Parts fetched so far. */
  long partsFetched() {
    return partsFetched;
  }

  /** Asks for the playlist for the first time. */
  void start() {
    take(get(folder + window + ".m3u8"));
    ask();
  }

  /** Takes the answer to the reload under way, if it came, and asks for the next. */
  boolean poll() {
    RecordingExchange answer = reload;
    if (answer == null || !answer.isAnswered()) {
      return false;
    }
    take(answer);
    ask();
    return true;
  }

  private void ask() {
    boolean sameSegment = listedPart >= 0;
    long sequence = sameSegment ? listedSequence : listedSequence + 1;
    int part = sameSegment ? listedPart + 1 : 0;
    String query = "?_HLS_msn=" + sequence + "&_HLS_part=" + part + "&_HLS_skip=YES";
    reload = get(folder + window + ".m3u8" + query);
  }

  private void take(RecordingExchange answer) {
    assertEquals(200, answer.status(), answer::text);
    TreeMap<Long, String> patched = new TreeMap<>();
    long sequence = 0;
    listedPart = -1;
    for (String line : answer.text().split("\n")) {
      Matcher matcher = SEQUENCE.matcher(line);
      if (matcher.matches()) {
        sequence = Long.parseLong(matcher.group(1));
        continue;
      }
      matcher = SKIP.matcher(line);
      if (matcher.matches()) {
        sequence = skip(sequence, Integer.parseInt(matcher.group(1)), patched);
        continue;
      }
      matcher = PART.matcher(line);
      if (matcher.matches()) {
        part(matcher);
        continue;
      }
      matcher = SEGMENT.matcher(line);
      if (matcher.matches()) {
        assertEquals(sequence, Long.parseLong(matcher.group(1)), "numbered without holes");
        patched.put(sequence, line);
        listedSequence = sequence;
        listedPart = -1;
        sequence++;
      }
    }
    segments = patched;
    assertTrue(segments.size() <= HlsRig.WINDOW_SEGMENTS, "bounded by the window");
  }

  private long skip(long first, int skipped, TreeMap<Long, String> patched) {
    for (long sequence = first; sequence < first + skipped; sequence++) {
      String known = segments.get(sequence);
      assertNotNull(known, "skips only what a player has: " + sequence);
      patched.put(sequence, known);
    }
    return first + skipped;
  }

  private void part(Matcher matcher) {
    assertTrue(Double.parseDouble(matcher.group(1)) <= HlsRig.PART_MS / 1_000.0, "PART-TARGET");
    long sequence = Long.parseLong(matcher.group(2));
    int part = Integer.parseInt(matcher.group(3));
    listedSequence = sequence;
    listedPart = part;
    if (nextSequence < 0) {
      nextSequence = sequence;
      nextPart = part;
    }
    if (sequence < nextSequence || (sequence == nextSequence && part < nextPart)) {
      return;
    }
    if (sequence == nextSequence + 1 && part == 0) {
      nextSequence = sequence;
      nextPart = 0;
    }
    assertEquals(nextSequence + "." + nextPart, sequence + "." + part, "no part is missing");
    RecordingExchange fetched = get(folder + window + "/" + sequence + "." + part + ".m4s");
    assertEquals(WindowScript.text(window, sequence, part), fetched.text());
    nextPart++;
    partsFetched++;
  }

  private RecordingExchange get(String target) {
    return node.send(node.request(loop, "GET", target));
  }
}
