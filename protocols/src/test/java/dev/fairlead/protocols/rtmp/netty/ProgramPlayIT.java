package dev.fairlead.protocols.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.protocols.egress.EgressCounter;
import dev.fairlead.protocols.rtmp.core.RtmpCounter;
import dev.fairlead.protocols.rtmp.testkit.Programs;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPublisher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real players over RTMP get every frame as it was published. */
@Timeout(90)
final class ProgramPlayIT {
  private static final String HOST = "127.0.0.1";

  @TempDir Path folder;

  @Test
  void ffmpegPlaysEveryFrame() throws Exception {
    assumeTrue(Programs.isInstalled("ffmpeg"), "ffmpeg is not installed");
    Path received = folder.resolve("received.flv");

    playedBy(
        received,
        url ->
            new String[] {
              "ffmpeg", "-v", "error", "-y", "-i", url, "-c", "copy", received.toString()
            });
  }

  @Test
  void rtmpdumpPlaysEveryFrame() throws Exception {
    assumeTrue(Programs.isInstalled("ffmpeg"), "ffmpeg is not installed");
    assumeTrue(Programs.isInstalled("rtmpdump"), "rtmpdump is not installed");
    Path received = folder.resolve("received.flv");

    playedBy(
        received,
        url -> new String[] {"rtmpdump", "-q", "-v", "-r", url, "-o", received.toString()});
  }

  private interface Command {
    String[] to(String url);
  }

  private void playedBy(Path received, Command command) throws Exception {
    List<FlvTags.Tag> tags = FlvTags.of(Files.readAllBytes(Programs.clip(folder, 3)));
    try (RtmpServerRig rig = new RtmpServerRig()) {
      Process player = Programs.start(command.to(rig.playUrl("clip")));
      // It is there before anything is published, so it must get everything.
      while (rig.server.counters().value(RtmpCounter.PLAY_ACCEPTED) == 0) {
        Thread.onSpinWait();
      }
      try (RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_clip")) {
        // The player joins within the first group of pictures, which is kept for it.
        for (FlvTags.Tag tag : tags.subList(0, 8)) {
          publisher.tag(tag);
        }
        rig.awaitViewers(EgressCounter.VIEWERS_NOW, 1);
        for (FlvTags.Tag tag : tags.subList(8, tags.size())) {
          publisher.tag(tag);
        }
        publisher.unpublish();
      }
      player.waitFor();
    }

    List<FlvTags.Tag> sent = media(tags);
    List<FlvTags.Tag> came = media(FlvTags.of(Files.readAllBytes(received)));
    assertEquals(sent.size(), came.size());
    int shiftMs = came.getFirst().timestampMs() - sent.getFirst().timestampMs();
    for (int i = 0; i < sent.size(); i++) {
      assertArrayEquals(sent.get(i).body(), came.get(i).body());
      assertEquals(sent.get(i).timestampMs() + shiftMs, came.get(i).timestampMs());
    }
  }

  private static List<FlvTags.Tag> media(List<FlvTags.Tag> tags) {
    return tags.stream().filter(FlvTags.Tag::isLegacyMedia).toList();
  }
}
