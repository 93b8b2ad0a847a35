package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What comes out of each output is what went in, sample by sample: bytes, order, times. Pushed and
 * read by ffmpeg.
 */
class ExactCopyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Readers come while the first group of pictures is sent, and one group may be cut short. */
  private static final int JOIN_SECONDS = 2;

  /** The clock of RTMP and FLV, which everything has come through. */
  private static final long MILLISECOND_MICROS = 1_000;

  @Test
  void nothingIsAlteredLostOrDoubledInH264WithBPicturesAndAac() {
    assertCopies(Clip.H264_AAC);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUDIO_ONLY", "VIDEO_ONLY"})
  void oneKindOfTrackAloneIsEnough(Clip clip) {
    assertCopies(clip);
  }

  @ParameterizedTest
  @EnumSource(names = {"FILM", "NTSC", "PAL_FIELDS", "FAST", "VERY_FAST", "VARIABLE"})
  void everyFrameRateComesOutWithItsTimes(Clip clip) {
    assertCopies(clip);
  }

  @Test
  void openGroupsOfPicturesAndMp3ComeOutAsTheyWentIn() {
    assertCopies(Clip.H264_MP3);
  }

  private static void assertCopies(Clip clip) {
    MediaDump reference;
    try (Pulling file =
        Pulling.start("the clip", List.of(), clip.file().toString(), filters(clip, false))) {
      reference = file.awaitEnd(PATIENCE);
    }
    int least = (clip.seconds() - JOIN_SECONDS) * perSecond(clip);
    try (FairleadNode node = FairleadNode.startTrackingLeaks("publish.grace_ms=0");
        Pushing pushing = Pushing.start(clip, node.pushUrl());
        Readers readers = new Readers()) {
      node.awaitLive();
      for (Output output : Output.values()) {
        readers.add(
            output.name(),
            () -> {
              output
                  .read(node, filters(clip, output.isTransport()), PATIENCE)
                  .assertEndsAs(reference, output.name(), least, 2 * MILLISECOND_MICROS);
              return null;
            });
      }
      pushing.awaitExit(PATIENCE);
      readers.awaitAll(PATIENCE);
      assertPlaylistsKeepTheRules(node, clip);
    }
  }

  private static void assertPlaylistsKeepTheRules(FairleadNode node, Clip clip) {
    HlsPlaylist multivariant =
        HlsPlaylist.parse(URI.create(node.hlsUrl()), node.get(node.hlsUrl()).body());
    multivariant
        .all("EXT-X-STREAM-INF")
        .filter(variant -> variant.attributes().containsKey("FRAME-RATE"))
        .forEach(
            variant ->
                assertEquals(clip.shownRate(), variant.attribute("FRAME-RATE"), clip.name()));
    for (URI media : multivariant.uris()) {
      HlsPlaylist playlist = HlsPlaylist.parse(media, node.get(media.toString()).body());
      assertEquals(List.of(), HlsRules.mediaProblems(playlist), playlist::toString);
    }
  }

  private static int perSecond(Clip clip) {
    return clip == Clip.AUDIO_ONLY ? 46 : (int) Double.parseDouble(clip.shownRate()) * 3 / 5;
  }

  private static List<String> filters(Clip clip, boolean transport) {
    List<String> filters = new ArrayList<>();
    if (clip != Clip.AUDIO_ONLY) {
      filters.addAll(Pulling.h264());
    }
    if (transport && clip != Clip.VIDEO_ONLY && clip != Clip.H264_MP3) {
      filters.addAll(List.of("-bsf:a", "aac_adtstoasc"));
    }
    return filters;
  }
}
