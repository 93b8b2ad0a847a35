package dev.fairlead.protocols.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.bits.amf.AmfValue;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastCounter;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.protocols.egress.EgressCounter;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestClient;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPlayer;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPublisher;
import dev.fairlead.protocols.rtmp.testkit.SampleCollector;
import dev.fairlead.protocols.rtmp.testkit.SyntheticMedia;
import dev.fairlead.protocols.rtmp.testkit.TagBodies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RtmpServerIT {
  private static final String HOST = "127.0.0.1";

  @Test
  void everyViewerGetsWhatWasPublished() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a")) {
      SyntheticMedia.configure(publisher);
      SyntheticMedia.send(publisher, 0, 10);
      rig.collector("a").awaitSamples(20);
      List<RtmpTestPlayer> players = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        players.add(RtmpTestPlayer.play(HOST, rig.port(), "a"));
      }
      rig.awaitViewers(EgressCounter.VIEWERS_NOW, 5);
      SyntheticMedia.send(publisher, 10, 40);
      rig.collector("a").awaitSamples(100);
      publisher.unpublish();

      for (RtmpTestPlayer player : players) {
        List<RtmpTestClient.Message> media = player.allMedia();
        List<RtmpTestClient.Message> pictures =
            media.stream().filter(message -> message.typeId() == 9).toList();
        // The configuration, then every picture since the key picture before the join.
        assertArrayEquals(
            SyntheticMedia.AVC_CONFIGURATION,
            Arrays.copyOfRange(pictures.getFirst().body(), 5, pictures.getFirst().body().length));
        assertEquals(51, pictures.size());
        for (int i = 0; i < 50; i++) {
          RtmpTestClient.Message picture = pictures.get(i + 1);
          assertEquals(i * 40, picture.timestampMs());
          boolean key = i % 25 == 0;
          assertArrayEquals(
              SyntheticMedia.picture(key, i, key ? 20_000 : 2_000),
              Arrays.copyOfRange(picture.body(), 5, picture.body().length));
        }
        assertEquals(51, media.size() - pictures.size());
        player.close();
      }
      assertEquals(EndReason.UNPUBLISHED, rig.collector("a").awaitEnd());
    }
  }

  @Test
  void longPicturesAndLateTimestampsGoThroughInChunks() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a")) {
      publisher.video(0, TagBodies.avcConfiguration(SyntheticMedia.AVC_CONFIGURATION));
      byte[] picture = TagBodies.avcFrame(true, 80, SyntheticMedia.picture(true, 7, 300_000));
      publisher.video(0x7FFFFFF0, picture);
      publisher.video(0x80000010, picture);
      rig.collector("a").awaitSamples(2);

      try (RtmpTestPlayer player = RtmpTestPlayer.play(HOST, rig.port(), "a")) {
        player.nextMedia();
        RtmpTestClient.Message last = player.nextMedia();

        assertArrayEquals(picture, last.body());
        assertEquals(0x80000010, last.timestampMs());
      }
      publisher.unpublish();
    }
  }

  @Test
  void anUnknownKeyIsRefusedWithBadNameAndAReason() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig()) {
      IOException refused =
          assertThrows(
              IOException.class, () -> RtmpTestPublisher.publish(HOST, rig.port(), "wrong"));

      assertEquals(
          "NetStream.Publish.BadName: This stream key is not known.", refused.getMessage());
    }
  }

  @Test
  void aSecondPublisherIsRefusedAndTheFirstGoesOn() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher first = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a")) {
      SyntheticMedia.configure(first);

      IOException refused =
          assertThrows(
              IOException.class, () -> RtmpTestPublisher.publish(HOST, rig.port(), "sk_a"));

      assertTrue(refused.getMessage().startsWith("NetStream.Publish.BadName"), refused::toString);
      SyntheticMedia.send(first, 0, 5);
      rig.collector("a").awaitSamples(10);
    }
  }

  @Test
  void aSecondPublisherTakesOverWhereItsGrantSaysSo() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig()) {
      rig.takeover = true;
      RtmpTestPublisher first = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a");
      SyntheticMedia.configure(first);
      SyntheticMedia.send(first, 0, 5);
      rig.collector("a").awaitSamples(10);

      try (RtmpTestPublisher second = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a")) {
        assertEquals("NetStream.Publish.Denied", first.client().awaitStatus().code());
        assertTrue(first.client().awaitClose());
        SyntheticMedia.configure(second);
        SyntheticMedia.send(second, 0, 5);
        rig.collector("a").awaitSamples(20);
      }
      assertEquals(1, rig.registry.counters().value(BroadcastCounter.PUBLISHER_REPLACED));
      assertEquals(1, rig.registry.counters().value(BroadcastCounter.BROADCASTS_STARTED));
    }
  }

  @Test
  void aPublisherThatComesBackAfterADropContinuesItsBroadcast() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig()) {
      RtmpTestPublisher first = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a");
      SyntheticMedia.configure(first);
      SyntheticMedia.send(first, 0, 30);
      rig.collector("a").awaitSamples(60);
      RtmpTestPlayer player = RtmpTestPlayer.play(HOST, rig.port(), "a");
      player.nextMedia();

      first.client().reset();
      RtmpTestPublisher second = publishUntilAccepted(rig, "sk_a");
      SyntheticMedia.configure(second);
      SyntheticMedia.send(second, 0, 30);
      rig.collector("a").awaitSamples(120);
      second.unpublish();

      SampleCollector collector = rig.collector("a");
      collector.awaitEnd();
      assertEquals(2, collector.tracks().size(), "the tracks are the same");
      List<SampleCollector.Copy> pictures = collector.samples(MediaKind.VIDEO);
      for (int i = 1; i < pictures.size(); i++) {
        assertTrue(pictures.get(i).dtsTicks() > pictures.get(i - 1).dtsTicks());
      }
      assertEquals(1, rig.registry.counters().value(BroadcastCounter.PUBLISHER_RESUMED));
      // Five pictures are kept since the last key picture, thirty more follow.
      assertTrue(player.allMedia().size() >= 70);
      player.close();
    }
  }

  @Test
  void aPublisherWhoseConnectionHangsGivesWayToItsReconnect() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher first = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a")) {
      SyntheticMedia.configure(first);
      SyntheticMedia.send(first, 0, 25);
      rig.collector("a").awaitSamples(50);
      long silentNs = System.nanoTime();

      try (RtmpTestPublisher second = publishUntilAccepted(rig, "sk_a")) {
        assertTrue(System.nanoTime() - silentNs < Broadcast.SILENT_NS * 2, "as soon as may be");
        SyntheticMedia.configure(second);
        SyntheticMedia.send(second, 0, 25);
        rig.collector("a").awaitSamples(100);
      }
      assertEquals(1, rig.registry.counters().value(BroadcastCounter.BROADCASTS_STARTED));
      assertEquals(2, rig.collector("a").tracks().size());
    }
  }

  @Test
  void aViewerGetsWhatItChose() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a");
        RtmpTestClient client = RtmpTestClient.open(HOST, rig.port())) {
      SyntheticMedia.configure(publisher);
      SyntheticMedia.send(publisher, 0, 5);
      rig.collector("a").awaitSamples(10);
      client.connect("play", rig.playUrl(""));
      client.command(1, "receiveVideo", 0, AmfValue.NULL, AmfValue.of(false));
      RtmpTestPlayer player = RtmpTestPlayer.play(client, "a");
      rig.awaitViewers(EgressCounter.VIEWERS_NOW, 1);

      SyntheticMedia.send(publisher, 5, 45);
      publisher.unpublish();

      List<RtmpTestClient.Message> heard = player.allMedia();
      assertEquals(
          List.of(), heard.stream().filter(message -> message.typeId() == 9).toList(), "pictures");
      assertTrue(heard.size() >= 45, () -> "sound: " + heard.size());
    }
  }

  @Test
  void aViewerThatPausedGoesOnAtTheNextKeyPicture() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a")) {
      SyntheticMedia.configure(publisher);
      SyntheticMedia.send(publisher, 0, 5);
      rig.collector("a").awaitSamples(10);
      try (RtmpTestPlayer player = RtmpTestPlayer.play(HOST, rig.port(), "a")) {
        for (int i = 0; i < 12; i++) {
          player.nextMedia();
        }
        player.client().command(1, "pause", 0, AmfValue.NULL, AmfValue.of(true), AmfValue.of(0));
        assertEquals("NetStream.Pause.Notify", player.client().awaitStatus().code());
        SyntheticMedia.send(publisher, 5, 5);
        rig.collector("a").awaitSamples(20);
        player.client().command(1, "pause", 0, AmfValue.NULL, AmfValue.of(false), AmfValue.of(0));
        assertEquals("NetStream.Unpause.Notify", player.client().awaitStatus().code());
        SyntheticMedia.send(publisher, 10, 20);
        publisher.unpublish();

        List<RtmpTestClient.Message> after = player.allMedia();
        List<RtmpTestClient.Message> pictures =
            after.stream().filter(message -> message.typeId() == 9).toList();
        assertEquals(25 * 40, pictures.getFirst().timestampMs(), after::toString);
        assertEquals(5, pictures.size());
      }
    }
  }

  @Test
  void timedMetadataReachesViewers() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a")) {
      SyntheticMedia.configure(publisher);
      SyntheticMedia.send(publisher, 0, 5);
      byte[] text =
          TagBodies.script(
              AmfValue.of("onTextData"),
              new AmfValue.ObjectBuilder().put("text", "Goal!").put("minute", 17).object());
      publisher.script(200, text);
      rig.collector("a").awaitSamples(11);
      try (RtmpTestPlayer player = RtmpTestPlayer.play(HOST, rig.port(), "a")) {
        RtmpTestClient.Message heard =
            player.client().await(m -> m.typeId() == 18 && m.timestampMs() == 200);

        assertArrayEquals(text, heard.body());
      }
      publisher.unpublish();
    }
  }

  @Test
  void oneConnectionPublishesOneBroadcastAfterTheOther() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestClient client = RtmpTestClient.open(HOST, rig.port())) {
      client.connect("live", "rtmp://" + HOST + "/live");
      for (String name : List.of("a", "b")) {
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(client, "sk_" + name);
        SyntheticMedia.configure(publisher);
        SyntheticMedia.send(publisher, 0, 5);
        rig.collector(name).awaitSamples(10);
        client.command(1, "closeStream", 0, AmfValue.NULL);
        assertEquals("NetStream.Unpublish.Success", client.awaitStatus().code());

        assertEquals(EndReason.UNPUBLISHED, rig.collector(name).awaitEnd());
      }
    }
  }

  /** The reset may reach the server after the new connection: encoders try again, so do we. */
  private static RtmpTestPublisher publishUntilAccepted(RtmpServerRig rig, String key)
      throws Exception {
    for (int attempt = 0; ; attempt++) {
      try {
        return RtmpTestPublisher.publish(HOST, rig.port(), key);
      } catch (IOException e) {
        if (attempt == 400) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  @Test
  void aPublisherThatDoesNotComeBackEndsItsBroadcast() throws Exception {
    BroadcastLimits noGrace = new BroadcastLimits(30_000_000_000L, 16 << 20, 8_192, 32 << 20, 0);
    try (RtmpServerRig rig = new RtmpServerRig(noGrace, config -> config)) {
      RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a");

      publisher.close();

      assertEquals(EndReason.PUBLISHER_LOST, rig.collector("a").awaitEnd());
    }
  }

  @Test
  void aViewerWaitsForItsBroadcast() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig();
        RtmpTestPlayer player = RtmpTestPlayer.play(HOST, rig.port(), "later");
        RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_later")) {
      SyntheticMedia.configure(publisher);
      SyntheticMedia.send(publisher, 0, 5);

      assertEquals(9, player.nextMedia().typeId());
    }
  }

  @Test
  void aViewerWhoMayNotWaitIsToldThatNothingIsThere() throws Exception {
    try (RtmpServerRig rig =
        new RtmpServerRig(BroadcastLimits.DEFAULT, config -> config.withPlayWaitMs(0))) {
      IOException refused =
          assertThrows(IOException.class, () -> RtmpTestPlayer.play(HOST, rig.port(), "nobody"));

      assertTrue(
          refused.getMessage().startsWith("NetStream.Play.StreamNotFound"), refused::toString);
    }
  }

  @Test
  void aViewerWhoWaitedInVainIsToldSo() throws Exception {
    try (RtmpServerRig rig =
            new RtmpServerRig(BroadcastLimits.DEFAULT, config -> config.withPlayWaitMs(50));
        RtmpTestPlayer player = RtmpTestPlayer.play(HOST, rig.port(), "nobody")) {
      RtmpTestClient.Message notice = player.client().awaitStatus();

      assertEquals("NetStream.Play.UnpublishNotify", notice.code());
      assertTrue(player.client().awaitClose());
    }
  }

  @Test
  void sessionsAreClosedOnceWithWhatTheyUsed() throws Exception {
    try (RtmpServerRig rig = new RtmpServerRig()) {
      RtmpTestPublisher publisher = RtmpTestPublisher.publish(HOST, rig.port(), "sk_a");
      SyntheticMedia.configure(publisher);
      SyntheticMedia.send(publisher, 0, 50);
      rig.collector("a").awaitSamples(100);
      RtmpTestPlayer player = RtmpTestPlayer.play(HOST, rig.port(), "a");
      // The configurations and what is kept from the last key picture.
      for (int i = 0; i < 52; i++) {
        player.nextMedia();
      }
      publisher.unpublish();
      player.allMedia();
      player.client().awaitClose();

      List<SessionEvent.Closed> closed =
          rig.events.stream()
              .filter(SessionEvent.Closed.class::isInstance)
              .map(SessionEvent.Closed.class::cast)
              .toList();
      assertEquals(2, closed.size());
      assertEquals(List.of("unpublished", "broadcast_ended"), reasons(closed));
      int sentBytes = 2 * 20_000 + 48 * 2_000;
      assertTrue(closed.get(0).usage().bytesIn() > sentBytes, closed::toString);
      assertTrue(closed.get(0).usage().bytesIn() < sentBytes * 1.1, closed::toString);
      assertEquals(49 * 40, closed.get(0).usage().mediaMillis());
      assertTrue(closed.get(1).usage().bytesOut() > 20_000 + 24 * 2_000, closed::toString);
      assertTrue(rig.events.getFirst() instanceof SessionEvent.Opened);
      player.close();
    }
  }

  private static List<String> reasons(List<SessionEvent.Closed> closed) {
    return closed.stream().map(SessionEvent.Closed::reason).toList();
  }
}
