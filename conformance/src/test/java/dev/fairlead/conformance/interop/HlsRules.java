package dev.fairlead.conformance.interop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What RFC 8216bis draft 17 demands of playlists, as far as a reader of one playlist can tell. */
final class HlsRules {
  /**
   * A part other than the last of a segment lasts at least this much of the target (RFC 8216bis
   * draft 17 §4.4.4.9).
   */
  private static final double LEAST_OF_PART_TARGET = 0.85;

  /** Rounding of printed seconds. */
  private static final double ROUNDING = 0.002;

  private final List<String> problems = new ArrayList<>();
  private final HlsPlaylist playlist;

  private HlsRules(HlsPlaylist playlist) {
    this.playlist = playlist;
  }

  /** What is wrong with a multivariant playlist. */
  static List<String> multivariantProblems(HlsPlaylist playlist) {
    HlsRules rules = new HlsRules(playlist);
    rules.header();
    rules.variants();
    return rules.problems;
  }

  /** What is wrong with a media playlist. */
  static List<String> mediaProblems(HlsPlaylist playlist) {
    HlsRules rules = new HlsRules(playlist);
    rules.header();
    rules.segments();
    rules.parts();
    rules.serverControl();
    return rules.problems;
  }

  private void header() {
    List<HlsPlaylist.Line> lines = playlist.lines();
    demand(!lines.isEmpty() && lines.getFirst().tag().equals("EXTM3U"), "EXTM3U comes first");
    for (String once :
        List.of(
            "EXTM3U",
            "EXT-X-VERSION",
            "EXT-X-TARGETDURATION",
            "EXT-X-MEDIA-SEQUENCE",
            "EXT-X-DISCONTINUITY-SEQUENCE",
            "EXT-X-PART-INF",
            "EXT-X-SERVER-CONTROL",
            "EXT-X-INDEPENDENT-SEGMENTS",
            "EXT-X-ENDLIST")) {
      demand(playlist.all(once).count() <= 1, once + " stands once");
    }
    demand(playlist.has("EXT-X-VERSION"), "EXT-X-VERSION is there");
  }

  private void variants() {
    Set<String> groups = new HashSet<>();
    playlist
        .all("EXT-X-MEDIA")
        .forEach(
            media -> {
              groups.add(media.attribute("GROUP-ID"));
              demand(!media.attribute("NAME").isEmpty(), "EXT-X-MEDIA has NAME");
              demand(!media.attribute("TYPE").isEmpty(), "EXT-X-MEDIA has TYPE");
            });
    demand(playlist.has("EXT-X-STREAM-INF"), "there is a variant");
    List<HlsPlaylist.Line> lines = playlist.lines();
    for (int i = 0; i < lines.size(); i++) {
      HlsPlaylist.Line line = lines.get(i);
      if (line.tag().equals("EXT-X-STREAM-INF")) {
        demand(i + 1 < lines.size() && lines.get(i + 1).isUri(), "a URI follows EXT-X-STREAM-INF");
        variant(line, groups);
      }
    }
  }

  private void variant(HlsPlaylist.Line variant, Set<String> groups) {
    demand(!variant.attributes().isEmpty(), "the attributes of EXT-X-STREAM-INF parse");
    for (String name : List.of("BANDWIDTH", "AVERAGE-BANDWIDTH")) {
      demand(variant.attribute(name).matches("[1-9]\\d{3,}"), name + " is measured");
    }
    demand(
        variant.attribute("AVERAGE-BANDWIDTH").isEmpty()
            || variant.number("AVERAGE-BANDWIDTH") <= variant.number("BANDWIDTH"),
        "AVERAGE-BANDWIDTH is not above BANDWIDTH");
    String codecs = variant.attributes().getOrDefault("CODECS", "");
    demand(codecs.startsWith("\"") && codecs.length() > 5, "CODECS is there and quoted");
    boolean video = codecs.matches(".*(avc1|hvc1|hev1|av01|vp09).*");
    if (video) {
      demand(variant.attribute("RESOLUTION").matches("\\d+x\\d+"), "RESOLUTION is there");
      demand(variant.attribute("FRAME-RATE").matches("\\d+\\.\\d{3}"), "FRAME-RATE has 3 decimals");
    }
    String audio = variant.attribute("AUDIO");
    demand(audio.isEmpty() || groups.contains(audio), "group " + audio + " exists");
  }

  private void segments() {
    demand(playlist.value("EXT-X-TARGETDURATION").matches("\\d+"), "TARGETDURATION is an integer");
    demand(playlist.value("EXT-X-MEDIA-SEQUENCE").matches("\\d+"), "MEDIA-SEQUENCE is an integer");
    long target = Math.round(Double.parseDouble(playlist.value("EXT-X-TARGETDURATION")));
    Set<String> seen = new HashSet<>();
    List<HlsPlaylist.Line> lines = playlist.lines();
    boolean extinf = false;
    boolean dated = false;
    double partSeconds = 0;
    double seconds = 0;
    for (HlsPlaylist.Line line : lines) {
      switch (line.tag()) {
        case "EXTINF" -> {
          seconds = Double.parseDouble(line.value().split(",")[0]);
          demand(line.value().contains(","), "EXTINF ends with a comma");
          demand(Math.round(seconds) <= target, "EXTINF " + seconds + " is within the target");
          extinf = true;
        }
        case "EXT-X-PART" -> partSeconds += line.number("DURATION");
        case "EXT-X-PROGRAM-DATE-TIME" -> dated = true;
        case "" -> {
          demand(extinf, "EXTINF precedes " + line.value());
          demand(seen.add(line.value()), line.value() + " stands once");
          demand(
              partSeconds == 0 || Math.abs(partSeconds - seconds) < 0.02,
              "parts of " + partSeconds + " s make a segment of " + seconds + " s");
          extinf = false;
          partSeconds = 0;
        }
        default -> {}
      }
    }
    demand(dated || seen.isEmpty(), "PROGRAM-DATE-TIME is there");
  }

  private void parts() {
    if (!playlist.has("EXT-X-PART-INF")) {
      demand(!playlist.has("EXT-X-PART"), "EXT-X-PART needs EXT-X-PART-INF");
      return;
    }
    double target = playlist.line("EXT-X-PART-INF").number("PART-TARGET");
    List<HlsPlaylist.Line> lines = playlist.lines();
    for (int i = 0; i < lines.size(); i++) {
      HlsPlaylist.Line line = lines.get(i);
      if (!line.tag().equals("EXT-X-PART")) {
        continue;
      }
      double seconds = line.number("DURATION");
      demand(!line.attribute("URI").isEmpty(), "EXT-X-PART has URI");
      demand(seconds <= target + ROUNDING, "part of " + seconds + " s is within the target");
      boolean followed = i + 1 < lines.size() && lines.get(i + 1).tag().equals("EXT-X-PART");
      demand(
          !followed || seconds >= LEAST_OF_PART_TARGET * target - ROUNDING,
          String.format(Locale.ROOT, "part of %.3f s is too short for %.3f s", seconds, target));
    }
  }

  private void serverControl() {
    if (!playlist.has("EXT-X-SERVER-CONTROL")) {
      demand(!playlist.has("EXT-X-PART-INF"), "parts need EXT-X-SERVER-CONTROL");
      return;
    }
    HlsPlaylist.Line control = playlist.line("EXT-X-SERVER-CONTROL");
    long target = Math.round(Double.parseDouble(playlist.value("EXT-X-TARGETDURATION")));
    if (!control.attribute("HOLD-BACK").isEmpty()) {
      demand(control.number("HOLD-BACK") >= 3 * target, "HOLD-BACK is three target durations");
    }
    if (!control.attribute("CAN-SKIP-UNTIL").isEmpty()) {
      demand(control.number("CAN-SKIP-UNTIL") >= 6 * target, "CAN-SKIP-UNTIL is six targets");
    }
    if (playlist.has("EXT-X-PART-INF")) {
      double part = playlist.line("EXT-X-PART-INF").number("PART-TARGET");
      demand(
          control.number("PART-HOLD-BACK") >= 2 * part,
          "PART-HOLD-BACK is two part targets or more");
      demand(control.attribute("CAN-BLOCK-RELOAD").equals("YES"), "reloads may block");
    }
  }

  private void demand(boolean holds, String what) {
    if (!holds) {
      problems.add(what);
    }
  }
}
