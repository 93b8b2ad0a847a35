package dev.fairlead.protocols.hls;

import dev.fairlead.media.segment.InitSegment;
import dev.fairlead.media.segment.Part;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one segment (RFC 8216bis draft 17 §4.4.4). Confined to its playlist.
 *
 * <p>What depends on the playlist around it is decided when the lines are appended: the map tag,
 * and whether parts are listed.
 */
final class SegmentLines {
  private final Segment segment;
  private final SegmentWindow window;
  private final String dateTime;
  private final String ending;
  private final long endTicks;

  /** Made when first listed, and let go when no longer listed. */
  private @Nullable String parts;

  SegmentLines(Segment segment, SegmentWindow window) {
    this.segment = segment;
    this.window = window;
    endTicks = segment.startTicks() + segment.durationTicks();
    StringBuilder text = new StringBuilder("#EXT-X-PROGRAM-DATE-TIME:");
    PlaylistText.dateTime(text, segment.wallClockNs());
    dateTime = text.append('\n').toString();

    text.setLength(0);
    if (segment.complete()) {
      text.append("#EXTINF:");
      PlaylistText.seconds(text, segment.durationTicks(), window.timescaleHz());
      text.append(",\n").append(window.name()).append('/').append(segment.sequence());
      text.append(segment.init() == null ? ".ts\n" : ".m4s\n");
    }
    ending = text.toString();
  }

  long sequence() {
    return segment.sequence();
  }

  long endTicks() {
    return endTicks;
  }

  boolean isIndependent() {
    return segment.parts().getFirst().isIndependent();
  }

  /**
   * Appends the lines.
   *
   * @param before the header in force before this segment, null at the first one listed
   * @param withParts whether parts are listed at all
   * @param partsFromTicks parts are listed when the segment starts here or later
   * @return the header in force after it
   */
  @SuppressWarnings("ReferenceEquality") // A header is known by identity.
  @Nullable InitSegment append(
      StringBuilder out, @Nullable InitSegment before, boolean withParts, long partsFromTicks) {
    if (segment.discontinuity()) {
      out.append("#EXT-X-DISCONTINUITY\n");
    }
    InitSegment init = segment.init();
    if (init != null && init != before) {
      out.append("#EXT-X-MAP:URI=\"").append(window.name());
      out.append("/init").append(init.number()).append(".mp4\"\n");
    }
    out.append(dateTime);
    if (withParts && segment.startTicks() >= partsFromTicks) {
      if (parts == null) {
        parts = partLines();
      }
      out.append(parts);
    } else {
      parts = null;
    }
    out.append(ending);
    return init;
  }

  private String partLines() {
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (Part part : segment.parts()) {
      text.append("#EXT-X-PART:DURATION=");
      PlaylistText.seconds(text, part.durationTicks(), window.timescaleHz());
      text.append(",URI=\"").append(window.name()).append('/').append(segment.sequence());
      text.append('.').append(number).append(".m4s\"");
      if (part.isIndependent()) {
        text.append(",INDEPENDENT=YES");
      }
      text.append('\n');
      number++;
    }
    return text.toString();
  }
}
