package dev.fairlead.control.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.TenantId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamAccessTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 5);
  private static final StreamEntry STREAM =
      entry("main", "sk_AbCdEfGhIjKlMnOpQrStUvWxYz01", "PlayBackId012345");

  private final StreamAccess access =
      new StreamAccess(new StreamBook(new TenantId("t"), List.of(STREAM)), true);

  @Test
  void admitsThePublisherThatHasTheKey() {
    PublishAdmission.Granted granted =
        assertInstanceOf(PublishAdmission.Granted.class, publish(STREAM.key().secret()));

    assertEquals(STREAM.broadcast(), granted.broadcast());
    assertEquals(STREAM.playbackId(), granted.playbackId());
    assertEquals(new TenantId("t"), granted.tenant());
    assertEquals(true, granted.takeover());
  }

  @Test
  void publisherAndViewerMeetAtTheSameBroadcast() {
    PlayAdmission.Granted granted =
        assertInstanceOf(PlayAdmission.Granted.class, play("PlayBackId012345"));

    assertEquals(STREAM.broadcast(), granted.broadcast());
  }

  @Test
  void caseOfKeysAndIdsDoesNotMatter() {
    assertInstanceOf(PublishAdmission.Granted.class, publish("SK_ABCDEFGHIJKLMNOPQRSTUVWXYZ01"));
    assertInstanceOf(PlayAdmission.Granted.class, play("playbackid012345"));
  }

  @Test
  void refusesWhatItDoesNotKnowWithoutRepeatingIt() {
    String wrong = "sk_wrong";
    PublishAdmission.Refused refused =
        assertInstanceOf(PublishAdmission.Refused.class, publish(wrong));

    assertEquals(RefusalReason.UNKNOWN, refused.reason());
    assertFalse(refused.text().contains(wrong));
    assertEquals(
        RefusalReason.UNKNOWN,
        assertInstanceOf(PlayAdmission.Refused.class, play("nobody")).reason());
  }

  @Test
  void aPlaybackIdIsNoKeyAndAKeyIsNoPlaybackId() {
    assertInstanceOf(PublishAdmission.Refused.class, publish(STREAM.playbackId()));
    assertInstanceOf(PlayAdmission.Refused.class, play(STREAM.key().secret()));
  }

  @Test
  void aBookNeverHoldsAKeyOrAnIdTwice() {
    TenantId tenant = new TenantId("t");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new StreamBook(tenant, List.of(STREAM, entry("b", STREAM.key().secret(), "another"))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new StreamBook(tenant, List.of(STREAM, entry("b", "sk_b", STREAM.playbackId()))));
  }

  private PublishAdmission publish(String key) {
    return access
        .admitPublish(new PublishRequest(Protocol.RTMP, new StreamKey(key), PEER, ""))
        .toCompletableFuture()
        .join();
  }

  private PlayAdmission play(String id) {
    return access
        .admitPlay(new PlayRequest(Protocol.HLS, id, PEER, "", Map.of()))
        .toCompletableFuture()
        .join();
  }

  private static StreamEntry entry(String name, String key, String playbackId) {
    return new StreamEntry(
        "id-" + name,
        name,
        new StreamKey(key),
        playbackId,
        new BroadcastKey("internal-" + name),
        Instant.EPOCH);
  }
}
