package dev.fairlead.protocols.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.protocols.ice.core.IceCounter;
import dev.fairlead.protocols.webrtc.bridge.WebRtcCounter;
import dev.fairlead.protocols.webrtc.testkit.TestMedia;
import dev.fairlead.protocols.webrtc.testkit.TestPeer;
import dev.fairlead.protocols.webrtc.testkit.WebRtcNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole sessions over loopback, with peers of our own on both sides. */
@Timeout(60)
class WebRtcIT {
  private static final int FU_A = 28;
  private static final int STAP_A = 24;
  private static final int FRAME_TICKS = 3_000;
  private static final int NACK = 205;
  private static final int PAYLOAD_FEEDBACK = 206;
  private static final int SENDER_REPORT = 200;

  private WebRtcNode node;

  @BeforeEach
  void start() throws IOException {
    node = new WebRtcNode();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** A packet as a viewer sees it. */
  private record Packet(int type, int sequence, long timestamp, int ssrc, byte[] payload) {
    static Packet of(byte[] bytes) {
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      int first = in.readUnsignedByte();
      int type = in.readUnsignedByte() & 0x7F;
      int sequence = in.readUnsignedShort();
      long timestamp = in.readUnsignedInt();
      int ssrc = in.readInt();
      if ((first & 0x10) != 0) {
        in.skipBytes(2);
        in.skipBytes(4 * in.readUnsignedShort());
      }
      byte[] payload = new byte[in.readableBytes()];
      in.readBytes(payload);
      return new Packet(type, sequence, timestamp, ssrc, payload);
    }
  }

  /** Puts slices together again. */
  private static final class Slices {
    private final ByteArrayOutputStream fragment = new ByteArrayOutputStream();

    byte[] add(byte[] payload) {
      int type = payload[0] & 0x1F;
      if (type == STAP_A) {
        return last(payload);
      }
      if (type != FU_A) {
        return payload;
      }
      if ((payload[1] & 0x80) != 0) {
        fragment.reset();
        fragment.write((payload[0] & 0xE0) | (payload[1] & 0x1F));
      }
      fragment.write(payload, 2, payload.length - 2);
      return (payload[1] & 0x40) != 0 ? fragment.toByteArray() : null;
    }
  }

  /** The slice at the end of an aggregate; null when there are parameter sets alone. */
  private static byte[] last(byte[] aggregate) {
    ByteBuf in = Unpooled.wrappedBuffer(aggregate).skipBytes(1);
    byte[] unit = {};
    while (in.isReadable()) {
      unit = new byte[in.readUnsignedShort()];
      in.readBytes(unit);
    }
    int type = unit[0] & 0x1F;
    return type == 7 || type == 8 ? null : unit;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 200 && !condition.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertTrue(condition.getAsBoolean());
  }

  /** The next picture of a viewer, and its packets. */
  private static byte[] nextSlice(TestPeer viewer, List<Packet> packets)
      throws InterruptedException {
    Slices slices = new Slices();
    while (true) {
      byte[] bytes = viewer.nextRtp(10_000);
      assertNotNull(bytes, "no more packets");
      Packet packet = Packet.of(bytes);
      if (packet.type() == TestPeer.VIDEO_TYPE) {
        packets.add(packet);
        byte[] slice = slices.add(packet.payload());
        if (slice != null) {
          return slice;
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 1})
  void picturesArriveAsTheyWereSentWhateverTheProfile(int profile) throws Exception {
    try (TestPeer publisher = new TestPeer(List.of(profile));
        TestPeer viewer = new TestPeer(List.of(profile))) {
      publisher.connect(node.post("/whip/sk_a", publisher.publishOffer()).body());
      assertEquals(profile, publisher.awaitConnected());
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 8_000, 0);
      viewer.connect(node.post("/whep/a", viewer.playOffer()).body());
      List<Packet> packets = new ArrayList<>();
      assertArrayEquals(TestMedia.slice(true, 0, 8_000), nextSlice(viewer, packets));
      for (int i = 1; i <= 50; i++) {
        media.picture(i, false, 100 + 150 * i, (long) i * FRAME_TICKS);
        byte[] slice = nextSlice(viewer, packets);
        assertArrayEquals(TestMedia.slice(false, i, 100 + 150 * i), slice, "picture " + i);
      }

      for (int i = 1; i < packets.size(); i++) {
        int step = packets.get(i).sequence() - packets.get(i - 1).sequence() & 0xFFFF;
        assertEquals(1, step, "packet " + i);
      }
      // Those that were live when they came are as far apart as when they were taken.
      Packet last = packets.getLast();
      Packet before =
          packets.stream()
              .filter(p -> p.timestamp() < last.timestamp())
              .reduce((a, b) -> b)
              .orElseThrow();
      assertEquals(FRAME_TICKS, last.timestamp() - before.timestamp());
    }
  }

  @Test
  void soundArrivesBesidePictures() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 500, 0);
      media.sound(0, 0);
      try (TestPeer viewer = node.play("a")) {
        for (int i = 1; i < 100; i++) {
          media.picture(i, false, 500, (long) i * FRAME_TICKS);
          media.sound(i, i * 960L);
          Thread.sleep(5);
        }
        int sounds = 0;
        int lastNumber = 0;
        byte[] bytes;
        while ((bytes = viewer.nextRtp(1_000)) != null) {
          Packet packet = Packet.of(bytes);
          if (packet.type() == TestPeer.AUDIO_TYPE) {
            int number = Unpooled.wrappedBuffer(packet.payload()).getInt(1);
            assertTrue(sounds == 0 || number == lastNumber + 1);
            lastNumber = number;
            sounds++;
          }
        }
        assertTrue(sounds > 50, sounds + " sounds");
        assertEquals(99, lastNumber);
      }
    }
  }

  @Test
  void aLostPacketIsSentAgain() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 4_000, 0);
      try (TestPeer viewer = node.play("a")) {
        List<Packet> packets = new ArrayList<>();
        nextSlice(viewer, packets);
        Packet lost = packets.get(1);
        ByteBuf nack = Unpooled.buffer();
        nack.writeByte(0x81).writeByte(NACK).writeShort(3).writeInt(1).writeInt(lost.ssrc());
        nack.writeShort(lost.sequence()).writeShort(0);

        viewer.sendRtcp(nack);

        Packet again = null;
        while (again == null || again.type() != TestPeer.RTX_TYPE) {
          byte[] bytes = viewer.nextRtp(5_000);
          assertNotNull(bytes);
          again = Packet.of(bytes);
        }
        assertEquals(lost.sequence(), Unpooled.wrappedBuffer(again.payload()).getUnsignedShort(0));
        assertArrayEquals(
            lost.payload(), Arrays.copyOfRange(again.payload(), 2, again.payload().length));
      }
    }
  }

  @Test
  void aViewerWhoNeedsAKeyPictureHasThePublisherAsked() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 500, 0);
      try (TestPeer viewer = node.play("a")) {
        List<Packet> packets = new ArrayList<>();
        nextSlice(viewer, packets);
        while (publisher.nextRtcp(300) != null) {
          // What came before is not the answer.
        }
        ByteBuf pli = Unpooled.buffer();
        pli.writeByte(0x81).writeByte(PAYLOAD_FEEDBACK).writeShort(2);
        pli.writeInt(1).writeInt(packets.getFirst().ssrc());

        viewer.sendRtcp(pli);

        boolean asked = false;
        byte[] bytes;
        while (!asked && (bytes = publisher.nextRtcp(1_500)) != null) {
          asked = (bytes[1] & 0xFF) == PAYLOAD_FEEDBACK;
        }
        assertTrue(asked);
      }
    }
  }

  @Test
  void reportsTellTheTimeOfDay() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 500, 0);
      try (TestPeer viewer = node.play("a")) {
        media.picture(1, false, 500, FRAME_TICKS);
        byte[] report = viewer.nextRtcp(5_000);
        while (report != null && (report[1] & 0xFF) != SENDER_REPORT) {
          report = viewer.nextRtcp(5_000);
        }
        assertNotNull(report);
        long ntpSeconds = Unpooled.wrappedBuffer(report).getUnsignedInt(8);
        long epochSeconds = ntpSeconds - 2_208_988_800L;
        assertTrue(Math.abs(epochSeconds - System.currentTimeMillis() / 1_000) < 5);
      }
    }
  }

  @Test
  void whoIsCutOffIsGone() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      new TestMedia(publisher).picture(0, true, 500, 0);
      try (TestPeer viewer = node.play("a")) {
        nextSlice(viewer, new ArrayList<>());
        assertEquals(2, node.webRtc().sessions().count());

        node.viewers().getFirst().cut("kicked");
        await(() -> node.webRtc().sessions().count() == 1);
        node.publishers().getFirst().cut("key_rotated");
        await(() -> node.webRtc().sessions().count() == 0);

        assertEquals(
            List.of("kicked", "key_rotated"),
            node.events().stream()
                .filter(SessionEvent.Closed.class::isInstance)
                .map(event -> ((SessionEvent.Closed) event).reason())
                .toList());
      }
    }
  }

  @Test
  void mediaFollowsAViewerWhoseAddressChanges() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 500, 0);
      try (TestPeer viewer = node.play("a")) {
        nextSlice(viewer, new ArrayList<>());
        viewer.changeAddress();
        viewer.check();
        await(() -> viewer.checksAnswered() > 1);
        ByteBuf report = Unpooled.buffer();
        report.writeByte(0x80).writeByte(201).writeShort(1).writeInt(1);
        viewer.sendRtcp(report);
        await(() -> viewer.checksOfServer() > 0);

        for (int i = 1; i < 40; i++) {
          media.picture(i, false, 300, (long) i * FRAME_TICKS);
          Thread.sleep(10);
        }

        byte[] slice = nextSlice(viewer, new ArrayList<>());
        assertEquals(300, slice.length);
      }
    }
  }

  @Test
  void aPublisherWhoseAddressChangesIsStillHeard() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 500, 0);
      try (TestPeer viewer = node.play("a")) {
        nextSlice(viewer, new ArrayList<>());
        publisher.changeAddress();
        publisher.check();
        await(() -> publisher.checksAnswered() > 1);

        media.picture(1, false, 700, FRAME_TICKS);

        assertArrayEquals(TestMedia.slice(false, 1, 700), nextSlice(viewer, new ArrayList<>()));
      }
    }
  }

  @Test
  void strangersAndNoiseChangeNothing() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 500, 0);
      try (TestPeer viewer = node.play("a")) {
        nextSlice(viewer, new ArrayList<>());
        Random random = new Random(4);
        for (int i = 0; i < 3_000; i++) {
          byte[] noise = new byte[random.nextInt(200)];
          random.nextBytes(noise);
          // From a peer's own address, which is the worst place for it to come from.
          (i % 2 == 0 ? publisher : viewer).send(noise);
        }

        for (int i = 1; i < 20; i++) {
          media.picture(i, false, 300, (long) i * FRAME_TICKS);
          assertArrayEquals(TestMedia.slice(false, i, 300), nextSlice(viewer, new ArrayList<>()));
        }
        assertEquals(2, node.webRtc().sessions().count());
        assertTrue(node.webRtc().counters().value(WebRtcCounter.PACKETS_NOT_AUTHENTIC) > 0);
      }
    }
  }

  @Test
  void sessionsThatNeverConnectDisturbNobody() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      TestMedia media = new TestMedia(publisher);
      media.picture(0, true, 500, 0);
      try (TestPeer stale = new TestPeer();
          TestPeer viewer = node.play("a")) {
        for (int i = 0; i < 500; i++) {
          assertEquals(201, node.post("/whep/a", stale.playOffer()).statusCode());
        }
        nextSlice(viewer, new ArrayList<>());
        media.picture(1, false, 300, FRAME_TICKS);

        assertArrayEquals(TestMedia.slice(false, 1, 300), nextSlice(viewer, new ArrayList<>()));
        assertEquals(502, node.webRtc().sessions().count());
      }
    }
  }

  @Test
  void aCheckForNobodyIsCountedAndNotAnswered() throws Exception {
    try (TestPeer stranger = new TestPeer()) {
      String answer = node.post("/whip/sk_b", stranger.publishOffer()).body();
      stranger.start(answer.replaceAll("a=ice-ufrag:.*\r\n", "a=ice-ufrag:nobodyhere\r\n"));

      await(() -> node.webRtc().iceCounters().value(IceCounter.CHECKS_UNKNOWN) > 0);
      assertEquals(0, stranger.checksAnswered());
    }
  }

  @Test
  void theEndOfTheBroadcastIsTheEndOfItsViewers() throws Exception {
    try (TestPeer publisher = new TestPeer()) {
      var created = node.post("/whip/sk_a", publisher.publishOffer());
      publisher.connect(created.body());
      new TestMedia(publisher).picture(0, true, 500, 0);
      try (TestPeer viewer = node.play("a")) {
        nextSlice(viewer, new ArrayList<>());

        node.request("DELETE", created.headers().firstValue("location").orElseThrow(), "", "");

        assertEquals("closed_by_peer", viewer.dtlsClosed().get(5, TimeUnit.SECONDS));
        await(() -> node.webRtc().sessions().count() == 0);
        List<String> reasons =
            node.events().stream()
                .filter(SessionEvent.Closed.class::isInstance)
                .map(event -> ((SessionEvent.Closed) event).reason())
                .sorted()
                .toList();
        assertEquals(List.of("broadcast_ended", "deleted"), reasons);
      }
    }
  }

  @Test
  void whatASessionUsedIsTold() throws Exception {
    try (TestPeer publisher = new TestPeer()) {
      var created = node.post("/whip/sk_a", publisher.publishOffer());
      publisher.connect(created.body());
      TestMedia media = new TestMedia(publisher);
      for (int i = 0; i < 60; i++) {
        media.picture(i, i == 0, 1_000, (long) i * FRAME_TICKS);
      }
      await(() -> node.registry().all().stream().anyMatch(b -> !b.tracks().isEmpty()));
      Thread.sleep(200);
      node.request("DELETE", created.headers().firstValue("location").orElseThrow(), "", "");

      SessionEvent.Closed closed =
          node.events().stream()
              .filter(SessionEvent.Closed.class::isInstance)
              .map(SessionEvent.Closed.class::cast)
              .findFirst()
              .orElseThrow();
      assertTrue(closed.usage().bytesIn() > 60_000, closed.usage().toString());
      assertEquals(59 * 1_000 / 30, closed.usage().mediaMillis(), 40);
    }
  }

  @Test
  void aViewerFromWhomNothingComesIsNotSentTo() throws Exception {
    try (TestPeer publisher = node.publish("a")) {
      new TestMedia(publisher).picture(0, true, 500, 0);
      try (TestPeer viewer = new TestPeer()) {
        assertEquals(201, node.post("/whep/a", viewer.playOffer()).statusCode());

        assertNull(viewer.nextRtp(300));
        assertFalse(viewer.dtlsClosed().isDone());
      }
    }
  }
}
