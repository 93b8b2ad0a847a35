package dev.fairlead.protocols.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.testkit.SelfSignedCertificate;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.egress.EgressCounter;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestClient;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPlayer;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPublisher;
import dev.fairlead.protocols.rtmp.testkit.SampleCollector;
import dev.fairlead.protocols.rtmp.testkit.TagBodies;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no program at hand can push yet: every codec of Enhanced RTMP, in and out again. */
@Timeout(60)
final class EnhancedPublishIT {
  private static final String HOST = "127.0.0.1";
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource({
    "av01, 81000c000a0b000000043cfeccdaf90040, 3203aabbcc",
    "vp09, 000b820202020000, 824983420013f00b360638241c184a00",
    "vp08, 000b820202020000, f062009d012a4001b4000007088585889984",
  })
  void videoGoesInAndOutUnchanged(String fourCc, String configuration, String payload)
      throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_e")) {
      byte[] start = TagBodies.videoSequenceStart(fourCc, HEX.parseHex(configuration));
      byte[] frame = TagBodies.videoFrame(fourCc, true, HEX.parseHex(payload));
      publisher.video(0, start);
      publisher.video(40, frame);
      rig.collector("e").awaitSamples(1);

      try (RtmpTestPlayer player = RtmpTestPlayer.play(HOST, rig.port(), "e")) {
        assertArrayEquals(start, player.nextMedia().body());
        assertArrayEquals(frame, player.nextMedia().body());
        rig.awaitViewers(EgressCounter.VIEWERS_NOW, 1);
      }
      assertArrayEquals(
          HEX.parseHex(payload), rig.collector("e").samples(MediaKind.VIDEO).getFirst().payload());
      publisher.unpublish();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Opus, 4f707573486561640102380180bb0000000000, fc0102",
    "ac-3, '', 0b77b50b1e40ebf8403eff99ff0841fc",
    "mp4a, 1210, 21220304",
  })
  void audioGoesInUnchanged(String fourCc, String configuration, String head) throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_e")) {
      byte[] payload =
          fourCc.equals("ac-3") ? Arrays.copyOf(HEX.parseHex(head), 1_792) : HEX.parseHex(head);
      if (!configuration.isEmpty()) {
        publisher.audio(0, TagBodies.audioSequenceStart(fourCc, HEX.parseHex(configuration)));
      }
      publisher.audio(40, TagBodies.audioFrame(fourCc, payload));
      rig.collector("e").awaitSamples(1);

      SampleCollector.Copy sample = rig.collector("e").samples(MediaKind.AUDIO).getFirst();
      assertArrayEquals(payload, sample.payload());
      assertEquals(40, sample.dtsTicks());
      publisher.unpublish();
    }
  }

  @Test
  void tracksOfAMultitrackPublisherAreApart() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_e")) {
      byte[] av1 = HEX.parseHex("81000c000a0b000000043cfeccdaf90040");
      publisher.video(0, TagBodies.videoSequenceStart("av01", av1));
      publisher.video(0, TagBodies.videoOnTrack(1, TagBodies.videoSequenceStart("av01", av1)));
      publisher.video(40, TagBodies.videoFrame("av01", true, HEX.parseHex("3201aa")));
      publisher.video(
          40,
          TagBodies.videoOnTrack(1, TagBodies.videoFrame("av01", true, HEX.parseHex("3201bb"))));
      rig.collector("e").awaitSamples(2);

      List<SampleCollector.Copy> samples = rig.collector("e").samples(MediaKind.VIDEO);
      assertEquals(List.of(1, 2), samples.stream().map(sample -> sample.track().id()).toList());
      publisher.unpublish();
    }
  }

  @Test
  void rtmpsCarriesTheSameWithoutAServerName() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create();
    SslContext tls = SslContextBuilder.forServer(certificate.keyManagers()).build();
    try (RtmpServerRig rig =
            new RtmpServerRig(BroadcastLimits.DEFAULT, config -> config.withTls(tls));
        RtmpTestClient client =
            new RtmpTestClient(
                certificate.clientContext().getSocketFactory().createSocket(HOST, rig.port()))) {
      client.connect("live", "rtmps://127.0.0.1/live");
      RtmpTestPublisher publisher = RtmpTestPublisher.publish(client, "sk_tls");
      publisher.audio(0, TagBodies.aacConfiguration(new byte[] {0x12, 0x10}));
      publisher.audio(20, TagBodies.aacFrame(new byte[] {1, 2, 3}));
      rig.collector("tls").awaitSamples(1);
      publisher.unpublish();
    }
  }
}
