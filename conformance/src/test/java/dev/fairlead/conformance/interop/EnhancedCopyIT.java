package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.protocols.rtmp.testkit.RtmpTestClient;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPlayer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes HEVC, AV1 and VP9 over RTMP, and gives out what it took, sample by sample. */
class EnhancedCopyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MILLISECOND_MICROS = 1_000;

  /** Readers come while the first group of pictures is sent, and one group may be cut short. */
  private static final int JOIN_SECONDS = 2;

  /** The longest tag header in front of a payload (E-RTMP v2, ExVideoTagHeader). */
  private static final int MAX_TAG_HEADER_BYTES = 8;

  private static FairleadNode node;

  @BeforeAll
  static void start() {
    node = FairleadNode.startTrackingLeaks("publish.grace_ms=0");
  }

  @AfterAll
  static void stop() {
    Closing.all(node);
  }

  @ParameterizedTest
  @EnumSource(names = {"HEVC_AAC", "AV1_OPUS", "VP9_OPUS", "HEVC_AC3", "HEVC_EAC3", "VP9_FLAC"})
  void nothingIsAlteredLostOrDoubled(Clip clip) throws IOException {
    MediaDump reference = reference(clip, filters(clip, false));
    MediaDump inTransport =
        isHevc(clip) ? reference(clip, Pulling.hevcInTs().subList(0, 2)) : reference;
    node.awaitSilence();
    int least = (clip.seconds() - JOIN_SECONDS) * (int) Double.parseDouble(clip.shownRate());
    try (EnhancedPushing pushing = new EnhancedPushing(clip, node);
        Readers readers = new Readers()) {
      node.awaitLive();
      readers.add("RTMP", () -> assertHeard(pushing.tracks(), playRtmp(), "RTMP", least));
      readers.add("FLV", () -> assertHeard(pushing.tracks(), playFlv(), "FLV", least));
      for (Output output : outputs(clip)) {
        readers.add(
            output.name(),
            () -> {
              output
                  .read(node, filters(clip, output.isTransport()), PATIENCE)
                  .assertEndsAs(
                      output.isTransport() ? inTransport : reference,
                      output.name(),
                      least,
                      2 * MILLISECOND_MICROS);
              return null;
            });
      }
      pushing.awaitEnd(PATIENCE.toMillis());
      readers.awaitAll(PATIENCE);
    }
  }

  private static MediaDump reference(Clip clip, List<String> filters) {
    try (Pulling file =
        Pulling.start(
            "the clip", List.of("-ignore_editlist", "1"), clip.file().toString(), filters)) {
      return file.awaitEnd(PATIENCE);
    }
  }

  /**
   * What the ffmpeg at hand can read; it knows no Enhanced RTMP, and MPEG-TS has no AV1 and VP9.
   */
  private static List<Output> outputs(Clip clip) {
    return isHevc(clip)
        ? List.of(Output.MP4, Output.HLS, Output.DASH, Output.TS, Output.HLS_TS)
        : List.of(Output.MP4, Output.HLS, Output.DASH);
  }

  private static boolean isHevc(Clip clip) {
    return clip.name().startsWith("HEVC");
  }

  private static List<Heard> playRtmp() {
    List<Heard> heard = new ArrayList<>();
    try (RtmpTestPlayer player =
        RtmpTestPlayer.play("127.0.0.1", node.rtmpPort(), node.playbackId())) {
      for (RtmpTestClient.Message message : player.allMedia()) {
        heard.add(new Heard(message.typeId(), message.timestampMs(), message.body()));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return heard;
  }

  private static List<Heard> playFlv() {
    List<Heard> heard = new ArrayList<>();
    try (FlvReader reader = new FlvReader(node.url("/live/ID.flv"), 1 << 20)) {
      reader.readHeader();
      for (FlvReader.Tag tag = reader.next(); tag != null; tag = reader.next()) {
        heard.add(new Heard(tag.type(), tag.timestampMs(), tag.body()));
      }
    }
    return heard;
  }

  /** Demands that the payloads are the clip's up to its end, with its times. */
  private static Void assertHeard(
      List<Mp4File.Track> tracks, List<Heard> heard, String what, int leastFrames) {
    Integer shiftMs = null;
    for (Mp4File.Track track : tracks) {
      int type = track.isVideo() ? FlvReader.VIDEO : FlvReader.AUDIO;
      List<Heard> tags =
          heard.stream().filter(tag -> tag.type == type && !tag.isConfiguration(track)).toList();
      int skipped = track.samples().size() - tags.size();
      assertTrue(skipped >= 0, what + " " + track.fourCc() + ": " + -skipped + " too many");
      assertTrue(!track.isVideo() || tags.size() >= leastFrames, what + " has " + tags.size());
      for (int i = 0; i < tags.size(); i++) {
        Mp4File.Sample sample = track.samples().get(skipped + i);
        Heard tag = tags.get(i);
        String where = what + " " + track.fourCc() + " sample " + (skipped + i);
        int head = tag.body.length - sample.payload().length;
        assertTrue(head > 0 && head <= MAX_TAG_HEADER_BYTES, where + " has head of " + head);
        assertTrue(
            Arrays.equals(
                tag.body, head, tag.body.length, sample.payload(), 0, sample.payload().length),
            where + " is altered");
        shiftMs = shiftMs == null ? tag.timestampMs - sample.dtsMs() : shiftMs;
        assertEquals(sample.dtsMs() + shiftMs, tag.timestampMs, 1, where);
      }
    }
    return null;
  }

  private static List<String> filters(Clip clip, boolean transport) {
    return switch (clip) {
      case HEVC_AAC -> transport ? Pulling.hevcInTs() : Pulling.hevc();
      case HEVC_AC3, HEVC_EAC3 -> transport ? Pulling.hevcInTs().subList(0, 2) : Pulling.hevc();
      case AV1_OPUS -> Pulling.av1();
      default -> List.of();
    };
  }

  /**
   * One tag.
   *
   * @param type of media
   * @param timestampMs decoding time
   * @param body with its header
   */
  private record Heard(int type, int timestampMs, byte[] body) {
    boolean isConfiguration(Mp4File.Track track) {
      byte[] configuration = track.configuration();
      if (configuration.length == 0) {
        return false;
      }
      int head = body.length - configuration.length;
      boolean start =
          track.fourCc().equals("mp4a")
              ? body[1] == 0
              : (body[0] & 0x0f) != 1 && (body[0] & 0x0f) != 3;
      return start
          || (head > 0
              && Arrays.equals(body, head, body.length, configuration, 0, configuration.length));
    }
  }
}
