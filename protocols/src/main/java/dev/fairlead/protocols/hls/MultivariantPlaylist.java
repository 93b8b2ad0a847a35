package dev.fairlead.protocols.hls;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.segment.Bandwidth;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import dev.fairlead.protocols.delivery.LanguageTags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a multivariant playlist (RFC 8216bis draft 17 §4.4.6). Stateless; any thread.
 *
 * <p>Each video window is a variant, once with each group of audio windows; a group holds windows
 * of one coding, so that a player that lacks a coding loses only the variants that need it. Without
 * video, each group is a variant by itself.
 */
final class MultivariantPlaylist {
  /** The one group of captions. */
  private static final String CAPTIONS = "cc";

  private MultivariantPlaylist() {}

  /** Audio windows of one coding. */
  private record Group(String id, List<SegmentWindow> windows) {}

  /**
   * Writes the playlist of CMAF windows, each with media.
   *
   * @param runId first segment of the URIs
   * @param windows in the order in which their tracks appeared
   */
  public static String render(String runId, List<SegmentWindow> windows) {
    List<SegmentWindow> videos = new ArrayList<>();
    Map<String, Group> groups = new LinkedHashMap<>();
    for (SegmentWindow window : windows) {
      Track track = window.state().tracks().getFirst();
      if (track.kind() == MediaKind.VIDEO) {
        videos.add(window);
      } else if (track.kind() == MediaKind.AUDIO) {
        String coding = track.format().codec().name().toLowerCase(Locale.ROOT);
        groups
            .computeIfAbsent(coding, id -> new Group(id, new ArrayList<>()))
            .windows()
            .add(window);
      }
    }
    StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:9\n");
    if (areIndependent(windows)) {
      out.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    }
    for (Group group : groups.values()) {
      if (!videos.isEmpty() || group.windows().size() > 1) {
        renditions(out, runId, group);
      }
    }
    CaptionChannels captions = CaptionChannels.NONE;
    for (SegmentWindow video : videos) {
      captions = captions.with(video.captions());
    }
    captionMedia(out, captions);
    for (SegmentWindow video : videos) {
      if (groups.isEmpty()) {
        variant(out, runId, video, null, captions);
      }
      for (Group group : groups.values()) {
        variant(out, runId, video, group, captions);
      }
    }
    if (videos.isEmpty()) {
      for (Group group : groups.values()) {
        variant(
            out,
            runId,
            group.windows().getFirst(),
            group.windows().size() > 1 ? group : null,
            captions);
      }
    }
    return out.toString();
  }

  /** Writes the playlist of the multiplexed variant. */
  public static String renderMultiplexed(String runId, SegmentWindow window) {
    // Services of digital television came with version 7 (RFC 8216bis draft 17 §8).
    boolean services = window.captions().lineTwentyOne().isEmpty() && !window.captions().isEmpty();
    StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:");
    out.append(services ? 7 : 3).append('\n');
    captionMedia(out, window.captions());
    Set<String> codecs = new LinkedHashSet<>();
    for (Track track : window.state().tracks()) {
      codecs.add(track.format().codecString());
    }
    bandwidth(out.append("#EXT-X-STREAM-INF:"), window.bandwidth());
    codecs(out, codecs);
    for (Track track : window.state().tracks()) {
      if (track.format() instanceof VideoFormat video) {
        picture(out, video);
        break;
      }
    }
    captionGroup(out, window.captions());
    uri(out.append('\n'), runId, window).append('\n');
    return out.toString();
  }

  private static void variant(
      StringBuilder out,
      String runId,
      SegmentWindow window,
      @Nullable Group audio,
      CaptionChannels captions) {
    Track track = window.state().tracks().getFirst();
    Bandwidth bandwidth = window.bandwidth();
    Set<String> codecs = new LinkedHashSet<>();
    codecs.add(track.format().codecString());
    if (audio != null) {
      Bandwidth widest = Bandwidth.UNKNOWN;
      for (SegmentWindow rendition : audio.windows()) {
        codecs.add(rendition.state().tracks().getFirst().format().codecString());
        widest = wider(widest, rendition.bandwidth());
      }
      if (track.kind() == MediaKind.VIDEO) {
        bandwidth =
            new Bandwidth(
                bandwidth.peakBps() + widest.peakBps(),
                bandwidth.averageBps() + widest.averageBps());
      }
    }
    bandwidth(out.append("#EXT-X-STREAM-INF:"), bandwidth);
    codecs(out, codecs);
    if (track.format() instanceof VideoFormat video) {
      picture(out, video);
    }
    if (audio != null) {
      out.append(",AUDIO=\"").append(audio.id()).append('"');
    }
    captionGroup(out, captions);
    uri(out.append('\n'), runId, window).append('\n');
  }

  private static Bandwidth wider(Bandwidth one, Bandwidth other) {
    return new Bandwidth(
        Math.max(one.peakBps(), other.peakBps()), Math.max(one.averageBps(), other.averageBps()));
  }

  private static void renditions(StringBuilder out, String runId, Group group) {
    int number = 0;
    for (SegmentWindow window : group.windows()) {
      number++;
      Track track = window.state().tracks().getFirst();
      out.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"").append(group.id()).append("\",NAME=");
      PlaylistText.quoted(out, name(track, number));
      if (LanguageTags.isSafe(track.language())) {
        out.append(",LANGUAGE=\"").append(track.language()).append('"');
      }
      out.append(number == 1 ? ",DEFAULT=YES" : ",DEFAULT=NO").append(",AUTOSELECT=YES");
      if (track.format() instanceof AudioFormat format) {
        out.append(",CHANNELS=\"").append(format.channels()).append('"');
      }
      uri(out.append(",URI=\""), runId, window).append("\"\n");
    }
  }

  /** A name for people, unique within its group (RFC 8216bis draft 17 §4.4.6.1.1). */
  private static String name(Track track, int number) {
    String language =
        LanguageTags.isSafe(track.language())
            ? Locale.forLanguageTag(track.language()).getDisplayLanguage(Locale.ENGLISH)
            : "";
    String name = language.isEmpty() ? "Audio" : language;
    return number == 1 ? name : name + " " + number;
  }

  /** Captions inside of the pictures (RFC 8216bis draft 17 §4.4.6.1), once they were seen. */
  private static void captionMedia(StringBuilder out, CaptionChannels captions) {
    // Services repeat what line 21 says, for players that know no line 21; few are left.
    String prefix = captions.lineTwentyOne().isEmpty() ? "SERVICE" : "CC";
    List<Integer> numbers =
        captions.lineTwentyOne().isEmpty() ? captions.services() : captions.lineTwentyOne();
    for (int number : numbers) {
      String name = prefix + number;
      out.append("#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"").append(CAPTIONS);
      out.append("\",NAME=\"").append(name).append("\",AUTOSELECT=YES,INSTREAM-ID=\"");
      out.append(name).append("\"\n");
    }
  }

  private static void captionGroup(StringBuilder out, CaptionChannels captions) {
    if (!captions.isEmpty()) {
      out.append(",CLOSED-CAPTIONS=\"").append(CAPTIONS).append('"');
    }
  }

  private static void bandwidth(StringBuilder out, Bandwidth bandwidth) {
    // Zero would be no measure at all; the tag is required and players divide by it.
    out.append("BANDWIDTH=").append(Math.max(1, bandwidth.peakBps()));
    out.append(",AVERAGE-BANDWIDTH=").append(Math.max(1, bandwidth.averageBps()));
  }

  private static void codecs(StringBuilder out, Set<String> codecs) {
    PlaylistText.quoted(out.append(",CODECS="), String.join(",", codecs));
  }

  private static void picture(StringBuilder out, VideoFormat video) {
    if (video.widthPixels() > 0 && video.heightPixels() > 0) {
      long shownWidth =
          ((long) video.widthPixels() * video.sarWidth() + video.sarHeight() / 2)
              / video.sarHeight();
      out.append(",RESOLUTION=").append(shownWidth).append('x').append(video.heightPixels());
    }
    FrameRate rate = video.frameRate();
    if (rate.isKnown()) {
      out.append(",FRAME-RATE=");
      long thousandths = (rate.numerator() * 1_000L + rate.denominator() / 2) / rate.denominator();
      PlaylistText.millis(out, thousandths);
    }
  }

  private static StringBuilder uri(StringBuilder out, String runId, SegmentWindow window) {
    return out.append(runId).append('/').append(window.name()).append(".m3u8");
  }

  /** Whether decoding can start at every segment held (RFC 8216bis draft 17 §4.4.2.1). */
  private static boolean areIndependent(List<SegmentWindow> windows) {
    for (SegmentWindow window : windows) {
      WindowState state = window.state();
      for (long i = state.firstSequence(); i <= state.endSequence(); i++) {
        Segment segment = window.segment(i);
        if (segment != null && !segment.parts().getFirst().isIndependent()) {
          return false;
        }
      }
    }
    return true;
  }
}
