package dev.fairlead.protocols.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.media.testkit.SelfSignedCertificate;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.protocols.rtmp.testkit.Programs;
import dev.fairlead.protocols.rtmp.testkit.SampleCollector;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
final class FfmpegPublishIT {
  @TempDir Path folder;

  @BeforeEach
  void needsFfmpeg() {
    assumeTrue(Programs.isInstalled("ffmpeg"), "ffmpeg is not installed");
  }

  @Test
  void whatFfmpegPublishesComesOutByteForByte() throws Exception {
    comesOut(config -> config, "rtmp");
  }

  @Test
  void whatFfmpegPublishesOverTlsComesOutByteForByte() throws Exception {
    SslContext tls =
        SslContextBuilder.forServer(SelfSignedCertificate.create().keyManagers()).build();
    comesOut(config -> config.withTls(tls), "rtmps");
  }

  private void comesOut(UnaryOperator<RtmpConfig> change, String scheme) throws Exception {
    Path clip = Programs.clip(folder, 4);
    List<FlvTags.Tag> tags = FlvTags.of(Files.readAllBytes(clip));

    try (RtmpServerRig rig = new RtmpServerRig(BroadcastLimits.DEFAULT, change)) {
      Programs.Run run =
          Programs.run(
              "ffmpeg",
              "-v",
              "warning",
              "-i",
              clip.toString(),
              "-c",
              "copy",
              "-f",
              "flv",
              rig.publishUrl("clip").replaceFirst("rtmp", scheme));
      assertEquals(0, run.status(), run::text);
      SampleCollector collector = rig.collector("clip");
      assertEquals(EndReason.UNPUBLISHED, collector.awaitEnd());

      compare(
          tags.stream().filter(tag -> tag.isVideo() && tag.isLegacyMedia()).toList(),
          collector.samples(MediaKind.VIDEO));
      compare(
          tags.stream().filter(tag -> tag.isAudio() && tag.isLegacyMedia()).toList(),
          collector.samples(MediaKind.AUDIO));
      SessionEvent.Closed closed = rig.awaitClosedSession();
      assertEquals("unpublished", closed.reason());
      assertTrue(closed.usage().bytesIn() > Files.size(clip) / 2, closed::toString);
      assertTrue(closed.usage().mediaMillis() > 3_500, closed::toString);
    }
  }

  private static void compare(List<FlvTags.Tag> sent, List<SampleCollector.Copy> came) {
    assertTrue(sent.size() >= 90, "the clip is too short to prove anything");
    assertEquals(sent.size(), came.size());
    for (int i = 0; i < sent.size(); i++) {
      FlvTags.Tag tag = sent.get(i);
      SampleCollector.Copy sample = came.get(i);
      assertArrayEquals(tag.legacyPayload(), sample.payload());
      assertEquals(tag.timestampMs(), sample.dtsTicks());
      if (tag.isVideo()) {
        assertEquals(tag.compositionMs(), sample.ctsOffsetTicks());
        assertEquals(tag.isKey(), (sample.flags() & Sample.RANDOM_ACCESS) != 0);
      }
    }
  }
}
