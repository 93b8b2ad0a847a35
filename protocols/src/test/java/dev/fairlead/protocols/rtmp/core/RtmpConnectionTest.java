package dev.fairlead.protocols.rtmp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.bits.amf.AmfValue;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.rtmp.wire.MessageType;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RtmpConnectionTest {
  private static final long MS = 1_000_000;

  private final CounterSet<RtmpCounter> counters = new CounterSet<>(RtmpCounter.class);
  private final RecordingActions actions = new RecordingActions();
  private final Client client = new Client();
  private long nowNs = 5;
  private final RtmpConnection connection =
      new RtmpConnection(
          ByteBufAllocator.DEFAULT, RtmpLimits.DEFAULT, counters, new Random(1), nowNs);

  @AfterEach
  void letGo() {
    connection.disconnected();
  }

  private void arrives(Client from) {
    connection.receive(Unpooled.wrappedBuffer(from.bytes()), nowNs, actions);
  }

  private void publishes() {
    arrives(
        client
            .handshake()
            .connect("live", "rtmp://host/live")
            .createMessageStream()
            .publish("sk_key"));
    connection.acceptPublish(nowNs, actions);
  }

  private void plays() {
    arrives(
        client.handshake().connect("play", "rtmp://host/play").createMessageStream().play("id"));
    connection.acceptPlay(nowNs, actions);
  }

  private List<String> tail(int lines) {
    return actions.lines.subList(actions.lines.size() - lines, actions.lines.size());
  }

  private void passes(long ms) {
    nowNs += ms * MS;
    connection.advance(nowNs, actions);
  }

  @Nested
  final class Publishing {
    @Test
    void aWholeConversationInOnePieceIsUnderstood() {
      publishes();

      assertEquals(List.of("publish sk_key by Test"), actions.lines);
      assertEquals(
          List.of(
              "_result NetConnection.Connect.Success",
              "_result",
              "onStatus NetStream.Publish.Start"),
          actions.commands());
    }

    @Test
    void mediaBeforeTheAnswerIsPassedOn() {
      arrives(
          client
              .handshake()
              .connect("live", "rtmp://host/live")
              .createMessageStream()
              .publish("k")
              .message(MessageType.VIDEO, 1, 40, new byte[] {1}));

      assertEquals(2, actions.lines.size());
      assertTrue(actions.lines.getLast().startsWith("video 40 ms 1 bytes"));
    }

    @Test
    void mediaWithoutPublishIsDroppedAndCounted() {
      arrives(
          client
              .handshake()
              .connect("live", "rtmp://host/live")
              .message(MessageType.AUDIO, 1, 0, new byte[] {1}));

      assertEquals(List.of(), actions.lines);
      assertEquals(1, counters.value(RtmpCounter.MEDIA_UNEXPECTED));
    }

    @Test
    void aRefusalSaysWhyAndThenCloses() {
      arrives(
          client
              .handshake()
              .connect("live", "rtmp://host/live")
              .createMessageStream()
              .publish("k"));
      int sentBefore = actions.sends;

      connection.refusePublish("NetStream.Publish.BadName", "No such key.", nowNs, actions);

      assertEquals(sentBefore + 1, actions.sends);
      assertEquals("onStatus NetStream.Publish.BadName", actions.commands().getLast());
      assertEquals("close done", actions.lines.getLast());
      assertEquals(1, counters.value(RtmpCounter.PUBLISH_REFUSED));
    }

    @Test
    void sayingGoodByeInEveryWayEndsItOnce() {
      publishes();

      arrives(
          client
              .command(0, "FCUnpublish", 6, AmfValue.NULL, AmfValue.of("sk_key"))
              .command(1, "closeStream", 0, AmfValue.NULL)
              .command(0, "deleteStream", 7, AmfValue.NULL, AmfValue.of(1)));

      assertEquals(1, actions.lines.stream().filter("unpublished"::equals).count());
    }

    @Test
    void aConnectionPublishesAgainAfterGoodBye() {
      publishes();
      arrives(client.command(0, "deleteStream", 7, AmfValue.NULL, AmfValue.of(1)));

      arrives(client.createMessageStream().publish("sk_other"));

      assertEquals("publish sk_other by Test", actions.lines.getLast());
    }

    @Test
    void aConnectionPublishesAgainAfterClosingItsMessageStream() {
      publishes();
      arrives(client.command(1, "closeStream", 0, AmfValue.NULL).publish("sk_other"));
      assertEquals(List.of("unpublished", "publish sk_other by Test"), tail(2));
      connection.acceptPublish(nowNs, actions);

      arrives(client.message(MessageType.VIDEO, 1, 40, new byte[] {1}));

      assertTrue(actions.lines.getLast().startsWith("video 40 ms"));
    }

    @Test
    void deletingAnotherMessageStreamEndsNothing() {
      publishes();

      arrives(
          client
              .createMessageStream()
              .command(0, "deleteStream", 7, AmfValue.NULL, AmfValue.of(2)));

      assertFalse(actions.lines.contains("unpublished"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "record", "append", "appendWithGap"})
    void everyTypeOfPublishIsLive(String type) {
      arrives(
          client
              .handshake()
              .connect("live", "rtmp://host/live")
              .createMessageStream()
              .command(1, "publish", 3, AmfValue.NULL, AmfValue.of("k"), AmfValue.of(type)));

      assertEquals(List.of("publish k by Test"), actions.lines);
    }

    @Test
    void encodersGetTheAnswersTheyWaitFor() {
      arrives(
          client
              .handshake()
              .connect("live", "rtmp://host/live")
              .command(0, "releaseStream", 2, AmfValue.NULL, AmfValue.of("k"))
              .command(0, "FCPublish", 3, AmfValue.NULL, AmfValue.of("k"))
              .command(0, "createStream", 4, AmfValue.NULL)
              .command(0, "_checkbw", 5, AmfValue.NULL)
              .command(0, "getStreamLength", 6, AmfValue.NULL, AmfValue.of("k")));

      assertEquals(
          List.of(
              "_result NetConnection.Connect.Success",
              "_result",
              "_result",
              "onFCPublish NetStream.Publish.Start",
              "_result",
              "_result",
              "_result"),
          actions.commands());
    }

    @Test
    void aggregatesAreTakenApartWithTheirTimesShifted() {
      publishes();
      byte[] aggregate = {
        9,
        0,
        0,
        1,
        0,
        0,
        100,
        0,
        0,
        0,
        0,
        0x27,
        0,
        0,
        0,
        12, //
        8,
        0,
        0,
        2,
        0,
        0,
        120,
        0,
        0,
        0,
        0,
        (byte) 0xAF,
        1,
        0,
        0,
        0,
        13
      };

      arrives(client.message(MessageType.AGGREGATE, 1, 5_000, aggregate));

      assertTrue(actions.lines.get(1).startsWith("video 5000 ms 1 bytes"), actions.lines::toString);
      assertTrue(actions.lines.get(2).startsWith("audio 5020 ms 2 bytes"), actions.lines::toString);
    }

    @Test
    void aCutOffAggregateIsCountedAndHurtsNothingElse() {
      publishes();
      byte[] aggregate = {9, 0, 0, 99, 0, 0, 100, 0, 0, 0, 0, 0x27};

      arrives(client.message(MessageType.AGGREGATE, 1, 5_000, aggregate));

      assertEquals(1, actions.lines.size());
      assertEquals(1, counters.value(RtmpCounter.MEDIA_MALFORMED));
    }

    @Test
    void anAmf3ConversationIsUnderstood() {
      arrives(client.handshake().connect("live", "rtmp://host/live").createMessageStream());
      byte[] amf0 = new Client().publish("sk_three").bytes();
      byte[] body = new byte[amf0.length - 12 + 1];
      System.arraycopy(amf0, 12, body, 1, amf0.length - 12);

      arrives(client.message(MessageType.COMMAND_AMF3, 1, 0, body));

      assertEquals("publish sk_three by Test", actions.lines.getLast());
    }

    @Test
    void publishToThePlayApplicationIsRefused() {
      arrives(
          client
              .handshake()
              .connect("play", "rtmp://host/play")
              .createMessageStream()
              .publish("k"));

      assertEquals("onStatus NetStream.Publish.BadName", actions.commands().getLast());
      assertEquals(List.of("close done"), actions.lines);
    }

    @Test
    void anUnknownApplicationIsRefusedAtConnect() {
      arrives(client.handshake().connect("vod", "rtmp://host/vod"));

      assertEquals(List.of("_error NetConnection.Connect.Rejected"), actions.commands());
      assertEquals(List.of("close done"), actions.lines);
    }
  }

  @Nested
  final class Playing {
    @Test
    void startsOnTheFirstMessageStreamWithResetAndStart() {
      plays();

      assertEquals(List.of("play id {}"), actions.lines);
      assertEquals(
          List.of("onStatus NetStream.Play.Reset", "onStatus NetStream.Play.Start"),
          actions.commands().subList(2, 4));
      assertTrue(connection.isPlaying());
    }

    @Test
    void theEndIsToldInEveryWayThatPlayersListenFor() {
      plays();

      connection.endPlay("over", nowNs, actions);

      assertEquals(
          List.of("onStatus NetStream.Play.UnpublishNotify", "onStatus NetStream.Play.Stop"),
          actions.commands().subList(4, 6));
      assertEquals("close done", actions.lines.getLast());
      assertFalse(connection.isPlaying());
    }

    @Test
    void pauseAndSelectionArePassedOn() {
      plays();

      arrives(
          client
              .command(1, "pause", 0, AmfValue.NULL, AmfValue.of(true), AmfValue.of(0))
              .command(1, "pause", 0, AmfValue.NULL, AmfValue.of(false), AmfValue.of(0))
              .command(1, "receiveVideo", 0, AmfValue.NULL, AmfValue.of(false))
              .command(1, "seek", 0, AmfValue.NULL, AmfValue.of(1_000)));

      assertEquals(
          List.of("paused true", "paused false", "received audio true video false"),
          actions.lines.subList(1, 4));
      assertEquals("onStatus NetStream.Seek.Failed", actions.commands().getLast());
    }

    @Test
    void whatWasChosenBeforePlayHoldsFromItsStart() {
      arrives(
          client
              .handshake()
              .connect("play", "rtmp://host/play")
              .createMessageStream()
              .command(1, "receiveAudio", 0, AmfValue.NULL, AmfValue.of(false))
              .play("id"));
      assertEquals(List.of("play id {}"), actions.lines);

      connection.acceptPlay(nowNs, actions);

      assertEquals("received audio false video true", actions.lines.getLast());
    }

    @Test
    void aConnectionPlaysAgainOnAMessageStreamOfItsOwn() {
      plays();
      arrives(
          client
              .command(1, "receiveAudio", 0, AmfValue.NULL, AmfValue.of(false))
              .command(1, "closeStream", 0, AmfValue.NULL)
              .createMessageStream()
              .play("other"));
      assertEquals(List.of("play ended", "play other {}"), tail(2));

      connection.acceptPlay(nowNs, actions);

      assertEquals("play other {}", actions.lines.getLast(), "nothing is left of the choice");
    }

    @Test
    void anotherMessageStreamIsRefusedSinceBytesAreShared() {
      arrives(
          client
              .handshake()
              .connect("play", "rtmp://host/play")
              .createMessageStream()
              .command(2, "play", 0, AmfValue.NULL, AmfValue.of("id")));

      assertEquals("onStatus NetStream.Play.Failed", actions.commands().getLast());
    }

    @Test
    void aViewerThatAnswersPingsStaysAndOneThatDoesNotGoes() {
      plays();
      passes(RtmpLimits.DEFAULT.pingIntervalMs());
      // A pong: user control, event 7.
      arrives(client.message(MessageType.USER_CONTROL, 0, 0, new byte[] {0, 7, 0, 0, 0, 0}));
      passes(RtmpLimits.DEFAULT.pingIntervalMs());
      assertEquals(1, actions.lines.size());

      passes(RtmpLimits.DEFAULT.pingIntervalMs());

      assertEquals("close ping_timeout", actions.lines.getLast());
    }
  }

  @Nested
  final class Waiting {
    @Test
    void aStalledHandshakeIsCut() {
      arrives(client.raw((byte) 3, (byte) 0));
      passes(RtmpLimits.DEFAULT.handshakeTimeoutMs() - 1L);
      assertEquals(List.of(), actions.lines);

      passes(1);

      assertEquals(List.of("close handshake_timeout"), actions.lines);
      assertEquals(1, counters.value(RtmpCounter.TIMED_OUT));
    }

    @Test
    void aConnectionThatDoesNothingIsCut() {
      arrives(client.handshake().connect("live", ""));

      passes(RtmpLimits.DEFAULT.idleTimeoutMs());

      assertEquals(List.of("close idle_timeout"), actions.lines);
    }

    @Test
    void sayingGoodByeAgainAndAgainBuysNoTime() {
      arrives(client.handshake().connect("live", ""));
      for (int i = 0; i < 10; i++) {
        passes(RtmpLimits.DEFAULT.idleTimeoutMs() / 10 - 1);
        arrives(client.command(0, "deleteStream", 0, AmfValue.NULL, AmfValue.of(1)));
      }

      passes(100);

      assertEquals("close idle_timeout", actions.lines.getLast());
    }

    @Test
    void aSilentPublisherIsCutAndOneThatSendsIsNot() {
      publishes();
      for (int i = 0; i < 3; i++) {
        passes(RtmpLimits.DEFAULT.silenceTimeoutMs() - 1L);
        arrives(client.message(MessageType.AUDIO, 1, 0, new byte[] {1}));
      }
      assertFalse(actions.lines.contains("close silence_timeout"));

      passes(RtmpLimits.DEFAULT.silenceTimeoutMs());

      assertEquals("close silence_timeout", actions.lines.getLast());
    }
  }

  @Nested
  final class Hostile {
    @Test
    void httpIsNotRtmp() {
      connection.receive(
          Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII), nowNs, actions);

      assertEquals(List.of("close bad_handshake"), actions.lines);
      assertEquals(1, counters.value(RtmpCounter.BAD_HANDSHAKE));
    }

    @Test
    void aMessageDeclaredTooLongClosesTheConnection() {
      publishes();

      // A full header: video of 16 MiB less one byte.
      arrives(
          client
              .raw((byte) 4, (byte) 0, (byte) 0, (byte) 0, (byte) -1, (byte) -1, (byte) -1)
              .raw((byte) 9, (byte) 1, (byte) 0, (byte) 0, (byte) 0));

      assertEquals("close message_too_long", actions.lines.getLast());
    }

    @Test
    void aCommandThatIsNoAmfClosesTheConnection() {
      publishes();

      arrives(client.message(MessageType.COMMAND_AMF0, 1, 0, new byte[] {0x55}));

      assertEquals("close protocol_error", actions.lines.getLast());
    }

    @Test
    void nothingIsDoneAfterTheEnd() {
      publishes();
      arrives(
          client
              .message(MessageType.COMMAND_AMF0, 1, 0, new byte[] {0x55})
              .message(MessageType.AUDIO, 1, 0, new byte[] {1}));
      int lines = actions.lines.size();

      arrives(client.message(MessageType.AUDIO, 1, 0, new byte[] {1}));
      passes(100_000);

      assertEquals(lines, actions.lines.size());
      assertEquals("close protocol_error", actions.lines.getLast());
    }

    @Test
    void unknownCommandsGetAnErrorAndDoNoHarm() {
      publishes();

      arrives(client.command(0, "launchRockets", 9, AmfValue.NULL));

      assertEquals("_error NetConnection.Call.Failed", actions.commands().getLast());
      assertEquals(1, actions.lines.size());
    }
  }

  @Test
  void bytesAreAcknowledgedWithinThePeersWindow() {
    publishes();
    arrives(
        client.message(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 0, 0, new byte[] {0, 0, 64, 0}));
    int sentBefore = actions.sentBytes();

    arrives(client.chunkSize(65_536).message(MessageType.VIDEO, 1, 0, new byte[20_000]));

    byte[] acknowledgement = actions.sentAfter(sentBefore);
    assertEquals(MessageType.ACKNOWLEDGEMENT, acknowledgement[7]);
    assertEquals(
        connection.receivedBytes(), Unpooled.wrappedBuffer(acknowledgement).getUnsignedInt(12));
  }

  @Test
  void capabilitiesAreTradedWithPeersThatHaveThem() {
    arrives(
        client
            .handshake()
            .command(
                0,
                "connect",
                1,
                new AmfValue.ObjectBuilder()
                    .put("app", "live")
                    .put("capsEx", 4)
                    .put("fourCcList", new AmfValue.Items(List.of(AmfValue.of("av01"))))
                    .object()));

    String sent = new String(actions.sentAfter(3_073), StandardCharsets.ISO_8859_1);
    assertTrue(sent.contains("fourCcList") && sent.contains("hvc1") && sent.contains("capsEx"));
  }

  @Test
  void capabilitiesAreNotForcedOnOthers() {
    arrives(client.handshake().connect("live", ""));

    String sent = new String(actions.sentAfter(3_073), StandardCharsets.ISO_8859_1);
    assertFalse(sent.contains("fourCcList"));
  }
}
