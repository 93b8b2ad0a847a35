package dev.fairlead.protocols.dash;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.segment.InitSegment;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.Segment;
import dev.fairlead.media.segment.SegmentWindow;
import dev.fairlead.media.segment.WindowState;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;
import dev.fairlead.protocols.delivery.LanguageTags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the manifest of one run (ISO/IEC 23009-1:2022 §5.3). Confined to its caller; pure but for
 * the periods that it remembers.
 */
final class Manifest {
  private static final String PROFILES =
      "urn:mpeg:dash:profile:isoff-live:2011,http://www.dashif.org/guidelines/low-latency-live-v5";

  /** How far behind capture players aim to be: some parts, and a request for the manifest. */
  private static final int LATENCY_TARGET_MS = 1_500;

  private static final int LATENCY_MAX_MS = 6_000;
  private static final int LATENCY_MIN_MS = 750;

  /** How often players look for new segments. */
  private static final int UPDATE_MS = 500;

  /** Delay of players that know nothing of low latency, in target durations. */
  private static final int DELAY_TARGET_DURATIONS = 2;

  private static final int MIN_BUFFER_MS = 1_000;
  private static final long NS_PER_MS = 1_000_000;

  private final PackagedBroadcast broadcast;
  private final Periods periods = new Periods();

  /**
   * @param broadcast whose manifest it is
   */
  Manifest(PackagedBroadcast broadcast) {
    this.broadcast = broadcast;
  }

  /** One window's share of one period. */
  private record Share(SegmentWindow window, List<Segment> segments) {
    Track track() {
      InitSegment init = segments.getLast().init();
      return init == null ? window.state().tracks().getFirst() : init.track();
    }
  }

  /**
   * Writes the manifest as it stands.
   *
   * @param mediaPath leads from the manifest to the folder of the run, with a slash at the end
   * @param windows CMAF windows of sound and pictures, each with media
   * @param publishTime when this version was written
   */
  String render(String mediaPath, List<SegmentWindow> windows, Instant publishTime) {
    periods.update(windows);
    boolean over = true;
    for (SegmentWindow window : windows) {
      over &= window.state().ended();
    }
    Xml xml = new Xml();
    root(xml, windows, publishTime, over);
    if (!over) {
      serviceDescription(xml);
    }
    List<Period> current = periods.current();
    for (int i = 0; i < current.size(); i++) {
      period(xml, mediaPath, windows, i);
    }
    if (!over) {
      xml.empty("UTCTiming")
          .attribute("schemeIdUri", "urn:mpeg:dash:utc:http-iso:2014")
          .attribute("value", "/dash/time");
    }
    xml.end();
    return xml.text();
  }

  private void root(Xml xml, List<SegmentWindow> windows, Instant publishTime, boolean over) {
    xml.start("MPD")
        .attribute("xmlns", "urn:mpeg:dash:schema:mpd:2011")
        .attribute("profiles", PROFILES)
        .attribute("type", over ? "static" : "dynamic");
    if (over) {
      xml.duration("mediaPresentationDuration", endNs(windows) / NS_PER_MS);
    } else {
      xml.attribute("availabilityStartTime", instant(periods.epochNs()))
          .attribute("publishTime", instant(publishTime.toEpochMilli() * NS_PER_MS))
          .duration("minimumUpdatePeriod", UPDATE_MS)
          .duration("timeShiftBufferDepth", broadcast.targets().windowMs())
          .duration(
              "suggestedPresentationDelay",
              (long) DELAY_TARGET_DURATIONS * broadcast.targetDurationMs());
    }
    xml.duration("maxSegmentDuration", broadcast.targetDurationMs())
        .duration("minBufferTime", MIN_BUFFER_MS);
  }

  private long endNs(List<SegmentWindow> windows) {
    long endNs = 0;
    for (SegmentWindow window : windows) {
      Segment last = window.segment(window.state().endSequence() - 1);
      if (last != null) {
        long mediaNs =
            Timescale.toNanos(last.startTicks() + last.durationTicks(), window.timescaleHz());
        Period period = periods.current().get(periods.indexOf(last, window.timescaleHz()));
        endNs = Math.max(endNs, period.presentationNs(mediaNs));
      }
    }
    return endNs;
  }

  private static void serviceDescription(Xml xml) {
    xml.start("ServiceDescription").attribute("id", 0);
    xml.empty("Latency")
        .attribute("target", LATENCY_TARGET_MS)
        .attribute("max", LATENCY_MAX_MS)
        .attribute("min", LATENCY_MIN_MS);
    xml.empty("PlaybackRate").attribute("max", "1.04").attribute("min", "0.96");
    xml.end();
  }

  private void period(Xml xml, String mediaPath, List<SegmentWindow> windows, int index) {
    Period period = periods.current().get(index);
    Map<String, List<Share>> sets = new LinkedHashMap<>();
    for (SegmentWindow window : windows) {
      Share share = share(window, index);
      if (!share.segments().isEmpty()) {
        sets.computeIfAbsent(set(share.track()), key -> new ArrayList<>()).add(share);
      }
    }
    if (sets.isEmpty()) {
      return;
    }
    xml.start("Period").attribute("id", period.number());
    xml.duration("start", period.startNs() / NS_PER_MS);
    int id = 0;
    for (List<Share> shares : sets.values()) {
      adaptationSet(xml, mediaPath, period, shares, id);
      id++;
    }
    xml.end();
  }

  /** What may be switched between is one set: one kind, one coding, one language. */
  private static String set(Track track) {
    return track.kind() + " " + track.format().codec() + " " + track.language();
  }

  private Share share(SegmentWindow window, int index) {
    WindowState state = window.state();
    List<Segment> segments = new ArrayList<>();
    for (long i = state.firstSequence(); i <= state.endSequence(); i++) {
      Segment segment = window.segment(i);
      if (segment != null && periods.indexOf(segment, window.timescaleHz()) == index) {
        segments.add(segment);
      }
    }
    return new Share(window, segments);
  }

  private void adaptationSet(Xml xml, String mediaPath, Period period, List<Share> shares, int id) {
    Track track = shares.getFirst().track();
    boolean video = track.kind() == MediaKind.VIDEO;
    xml.start("AdaptationSet")
        .attribute("id", id)
        .attribute("contentType", video ? "video" : "audio")
        .attribute("mimeType", video ? "video/mp4" : "audio/mp4")
        .attribute("segmentAlignment", "true");
    if (areIndependent(shares)) {
      xml.attribute("startWithSAP", 1);
    }
    if (LanguageTags.isSafe(track.language())) {
      xml.attribute("lang", track.language());
    }
    announceInBand(xml, shares);
    for (Share share : shares) {
      representation(xml, mediaPath, period, share);
    }
    xml.end();
  }

  /** Timed metadata in front of fragments, and captions inside of pictures, once seen. */
  private static void announceInBand(Xml xml, List<Share> shares) {
    CaptionChannels captions = CaptionChannels.NONE;
    boolean timedMetadata = false;
    for (Share share : shares) {
      captions = captions.with(share.window().captions());
      timedMetadata |= share.window().hasTimedMetadata();
    }
    if (timedMetadata) {
      xml.empty("InbandEventStream").attribute("schemeIdUri", "https://aomedia.org/emsg/ID3");
    }
    if (!captions.lineTwentyOne().isEmpty()) {
      accessibility(xml, "urn:scte:dash:cc:cea-608:2015", "CC%d=und", captions.lineTwentyOne());
    }
    if (!captions.services().isEmpty()) {
      accessibility(xml, "urn:scte:dash:cc:cea-708:2015", "%d=lang:und", captions.services());
    }
  }

  private static void accessibility(Xml xml, String scheme, String form, List<Integer> numbers) {
    xml.empty("Accessibility")
        .attribute("schemeIdUri", scheme)
        .attribute(
            "value",
            numbers.stream()
                .map(number -> form.formatted(number))
                .collect(Collectors.joining(";")));
  }

  private static boolean areIndependent(List<Share> shares) {
    for (Share share : shares) {
      for (Segment segment : share.segments()) {
        if (!segment.parts().getFirst().isIndependent()) {
          return false;
        }
      }
    }
    return true;
  }

  private void representation(Xml xml, String mediaPath, Period period, Share share) {
    SegmentWindow window = share.window();
    TrackFormat format = share.track().format();
    xml.start("Representation")
        .attribute("id", window.name())
        .attribute("bandwidth", Math.max(1, window.bandwidth().peakBps()))
        .attribute("codecs", format.codecString());
    switch (format) {
      case VideoFormat video -> picture(xml, video);
      case AudioFormat audio -> {
        xml.attribute("audioSamplingRate", audio.sampleRateHz());
        channels(xml, audio.channels());
      }
      default -> {}
    }
    Segment newest = share.segments().getLast();
    long mediaOffsetTicks = Timescale.fromNanos(period.mediaNs(), window.timescaleHz());
    producerReferenceTime(xml, newest);
    xml.start("SegmentTemplate")
        .attribute("timescale", window.timescaleHz())
        .attribute("presentationTimeOffset", mediaOffsetTicks)
        .attribute("startNumber", share.segments().getFirst().sequence())
        .attribute("initialization", mediaPath + window.name() + "/" + init(newest))
        .attribute("media", mediaPath + window.name() + "/$Number$.m4s");
    if (!window.state().ended()) {
      // A segment can be asked for as soon as its first part is there.
      long offsetMs = Math.max(0, broadcast.targets().segmentMs() - broadcast.targets().partMs());
      xml.seconds("availabilityTimeOffset", offsetMs)
          .attribute("availabilityTimeComplete", "false");
    }
    timeline(xml, share);
    xml.end();
    xml.end();
  }

  private static String init(Segment segment) {
    InitSegment init = segment.init();
    return "init" + (init == null ? 0 : init.number()) + ".mp4";
  }

  private static void picture(Xml xml, VideoFormat video) {
    if (video.widthPixels() > 0 && video.heightPixels() > 0) {
      xml.attribute("width", video.widthPixels()).attribute("height", video.heightPixels());
      xml.attribute("sar", video.sarWidth() + ":" + video.sarHeight());
    }
    FrameRate rate = video.frameRate();
    if (rate.isKnown()) {
      xml.attribute(
          "frameRate",
          rate.denominator() == 1
              ? Integer.toString(rate.numerator())
              : rate.numerator() + "/" + rate.denominator());
    }
  }

  private static void channels(Xml xml, int channels) {
    xml.empty("AudioChannelConfiguration")
        .attribute("schemeIdUri", "urn:mpeg:dash:23003:3:audio_channel_configuration:2011")
        .attribute("value", channelConfiguration(channels));
  }

  /** The usual layout of so many channels (ISO/IEC 23091-3:2018 §6.3). */
  private static int channelConfiguration(int channels) {
    return switch (channels) {
      case 7 -> 11;
      case 8 -> 12;
      default -> channels;
    };
  }

  private static void producerReferenceTime(Xml xml, Segment newest) {
    xml.start("ProducerReferenceTime")
        .attribute("id", 0)
        .attribute("inband", "true")
        .attribute("type", "encoder")
        .attribute("wallClockTime", instant(newest.wallClockNs()))
        .attribute("presentationTime", newest.startTicks());
    xml.empty("UTCTiming")
        .attribute("schemeIdUri", "urn:mpeg:dash:utc:http-iso:2014")
        .attribute("value", "/dash/time");
    xml.end();
  }

  /** The segments, runs of equal length as one entry (ISO/IEC 23009-1:2022 §5.3.9.6). */
  private void timeline(Xml xml, Share share) {
    xml.start("SegmentTimeline");
    List<Segment> segments = share.segments();
    long nextTicks = Long.MIN_VALUE;
    int i = 0;
    while (i < segments.size()) {
      Segment first = segments.get(i);
      long startTicks = first.startTicks();
      long durationTicks = durationTicks(segments, i, share.window());
      long endTicks = startTicks + durationTicks;
      int repeats = 0;
      while (i + 1 < segments.size()
          && segments.get(i + 1).startTicks() == endTicks
          && durationTicks(segments, i + 1, share.window()) == durationTicks) {
        repeats++;
        i++;
        endTicks += durationTicks;
      }
      xml.empty("S");
      if (startTicks != nextTicks) {
        xml.attribute("t", startTicks);
      }
      xml.attribute("d", durationTicks);
      if (repeats > 0) {
        xml.attribute("r", repeats);
      }
      nextTicks = endTicks;
      i++;
    }
    xml.end();
  }

  /**
   * A segment's length: up to where the next one begins, so that rounding leaves no holes; what a
   * growing one will probably be.
   */
  private long durationTicks(List<Segment> segments, int index, SegmentWindow window) {
    Segment segment = segments.get(index);
    if (index + 1 < segments.size()) {
      long apartTicks = segments.get(index + 1).startTicks() - segment.startTicks();
      long differenceTicks = Math.abs(apartTicks - segment.durationTicks());
      boolean adjacent = differenceTicks * 100 < segment.durationTicks();
      return adjacent ? apartTicks : segment.durationTicks();
    }
    if (segment.complete()) {
      return segment.durationTicks();
    }
    long usualTicks =
        index > 0
            ? segment.startTicks() - segments.get(index - 1).startTicks()
            : Timescale.rescale(
                broadcast.targets().segmentMs(), Timescale.MILLISECONDS_HZ, window.timescaleHz());
    return Math.max(usualTicks, segment.durationTicks());
  }

  private static String instant(long epochNs) {
    return Instant.ofEpochMilli(Math.floorDiv(epochNs, NS_PER_MS)).toString();
  }

  /** Something that changes whenever the manifest does: segments that came, went or began. */
  static long stamp(List<SegmentWindow> windows) {
    long stamp = windows.size();
    for (SegmentWindow window : windows) {
      WindowState state = window.state();
      @Nullable Segment growing = state.growing();
      stamp = stamp * 31 + state.firstSequence();
      stamp = stamp * 31 + state.endSequence();
      stamp = stamp * 31 + (growing == null ? 0 : 1) + (state.ended() ? 2 : 0);
    }
    return stamp;
  }
}
