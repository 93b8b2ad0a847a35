package dev.fairlead.control.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.fairlead.control.store.Engines;
import dev.fairlead.control.store.PostgresServer;
import dev.fairlead.control.stream.KeyRecord;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.stream.PlaybackPolicy;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Changes;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.tenant.Tenants;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.UsageCounters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class StoreAccessTest {
  @TempDir Path folder;

  private AccessWorld world;

  @BeforeEach
  void begin() throws Exception {
    world = new AccessWorld("", folder);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void change(Streams.Change change) {
    world.services.streams().update(world.tenant.id(), Actor.NODE, world.stream.id(), change);
  }

  private void policy(PlaybackPolicy policy) {
    change(new Streams.Change(null, null, null, null, policy, null, null, null));
  }

  @ParameterizedTest
  @EnumSource
  void publisherAndViewerMeetAtTheSameBroadcast(Engines engine, @TempDir Path other)
      throws Exception {
    try (AccessWorld elsewhere = new AccessWorld(engine.freshUrl(), other)) {
      PublishAdmission.Granted publisher =
          assertInstanceOf(
              PublishAdmission.Granted.class, elsewhere.publish(elsewhere.key.key().secret()));
      PlayAdmission.Granted viewer =
          assertInstanceOf(
              PlayAdmission.Granted.class, elsewhere.play(elsewhere.stream.playbackId()));

      assertEquals(publisher.broadcast(), viewer.broadcast());
      assertEquals(elsewhere.tenant.id(), publisher.tenant());
      assertEquals(elsewhere.stream.playbackId(), publisher.playbackId());
    }
  }

  @Test
  void caseOfKeysAndIdsDoesNotMatter() {
    assertInstanceOf(
        PublishAdmission.Granted.class,
        world.publish(world.key.key().secret().toUpperCase(Locale.ROOT)));
    assertInstanceOf(
        PlayAdmission.Granted.class,
        world.play(world.stream.playbackId().toLowerCase(Locale.ROOT)));
  }

  @Test
  void refusesWhatItDoesNotKnowWithoutRepeatingIt() {
    PublishAdmission.Refused refused =
        assertInstanceOf(PublishAdmission.Refused.class, world.publish("sk_wrong"));

    assertEquals(RefusalReason.UNKNOWN, refused.reason());
    assertFalse(refused.text().contains("sk_wrong"));
    assertEquals(RefusalReason.UNKNOWN, refusal(world.play("nobody")).reason());
    assertEquals(RefusalReason.UNKNOWN, refusal(world.play("x".repeat(5_000))).reason());
    assertInstanceOf(PublishAdmission.Refused.class, world.publish("x".repeat(5_000)));
  }

  @Test
  void aPlaybackIdIsNoKeyAndAKeyIsNoPlaybackId() {
    assertInstanceOf(PublishAdmission.Refused.class, world.publish(world.stream.playbackId()));
    assertInstanceOf(PlayAdmission.Refused.class, world.play(world.key.key().secret()));
  }

  @Test
  void aRotatedKeyAdmitsNobodyFromThatMomentOn() {
    String old = world.key.key().secret();
    assertInstanceOf(PublishAdmission.Granted.class, world.publish(old));

    KeyRecord fresh =
        world
            .services
            .streams()
            .keys(world.tenant.id())
            .rotate(world.tenant.id(), Actor.NODE, world.stream.id(), world.key.id());

    assertInstanceOf(PublishAdmission.Refused.class, world.publish(old));
    assertInstanceOf(PublishAdmission.Granted.class, world.publish(fresh.key().secret()));
  }

  @Test
  void everySecondKeyOfAStreamAdmitsUntilItIsSwitchedOff() {
    var keys = world.services.streams().keys(world.tenant.id());
    KeyRecord second = keys.create(world.tenant.id(), Actor.NODE, world.stream.id(), "Encoder B");
    assertInstanceOf(PublishAdmission.Granted.class, world.publish(second.key().secret()));

    keys.update(world.tenant.id(), Actor.NODE, world.stream.id(), second.id(), null, false);

    PublishAdmission.Refused refused =
        assertInstanceOf(PublishAdmission.Refused.class, world.publish(second.key().secret()));
    assertEquals(RefusalReason.FORBIDDEN, refused.reason());
    assertInstanceOf(PublishAdmission.Granted.class, world.publish(world.key.key().secret()));
  }

  @Test
  void aTenantThatIsNotServedIsRefusedWithAReason() {
    world
        .services
        .tenants()
        .update(Actor.NODE, world.tenant.id(), new Tenants.Change(null, null, false, null));

    PublishAdmission.Refused publisher =
        assertInstanceOf(PublishAdmission.Refused.class, world.publish(world.key.key().secret()));

    assertEquals(RefusalReason.FORBIDDEN, publisher.reason());
    assertEquals(RefusalReason.FORBIDDEN, refusal(world.play(world.stream.playbackId())).reason());
  }

  @Test
  void aTenantHasNoMoreBroadcastsThanAgreedAndOneThatResumesCountsOnce() {
    world
        .services
        .tenants()
        .update(
            Actor.NODE,
            world.tenant.id(),
            new Tenants.Change(null, null, null, new Tenant.Limits(10, 1, 0, 100, 100)));
    LiveStream other =
        world.services.streams().create(world.tenant.id(), Actor.NODE, Streams.Fresh.named("b"));
    String otherKey =
        world
            .services
            .streams()
            .keys(world.tenant.id())
            .list(world.tenant.id(), other.id())
            .getFirst()
            .key()
            .secret();
    assertNotNull(world.openPublisher(world.key.key().secret()));

    PublishAdmission.Refused refused =
        assertInstanceOf(PublishAdmission.Refused.class, world.publish(otherKey));

    assertEquals(RefusalReason.OVER_LIMIT, refused.reason());
    assertInstanceOf(PublishAdmission.Granted.class, world.publish(world.key.key().secret()));
  }

  @Test
  void viewersFitUpToTheLimitEvenWhenAllComeAtOnce() {
    change(new Streams.Change(null, null, null, null, null, null, null, 10));
    List<PlayAdmission> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(world.play(world.stream.playbackId()));
    }

    assertEquals(10, answers.stream().filter(PlayAdmission.Granted.class::isInstance).count());
    assertEquals(RefusalReason.OVER_LIMIT, refusal(world.play(world.stream.playbackId())).reason());
  }

  @Test
  void aPlaceIsFreeAgainWhenItsViewerLeaves() {
    change(new Streams.Change(null, null, null, null, null, null, null, 1));
    Session viewer = world.openViewer(world.stream.playbackId());
    assertNotNull(viewer);
    assertNull(world.openViewer(world.stream.playbackId()));
    // A question alone takes no place, and is not refused for want of one.
    assertInstanceOf(PlayAdmission.Granted.class, world.poll("a", world.stream.playbackId()));

    viewer.close(UsageCounters.ZERO, "test");

    assertNotNull(world.openViewer(world.stream.playbackId()));
  }

  @Test
  void aViewerWhoIsSentAwayStaysAwayForAWhile() {
    String id = world.stream.playbackId();
    world.openViewer(id);
    world.access.ban(world.sessions.of(world.tenant.id()).getFirst().playRequest());

    assertNull(world.openViewer(id));
    assertInstanceOf(PlayAdmission.Granted.class, world.poll("another", id));

    world.pass(Duration.ofMinutes(6));
    assertNotNull(world.openViewer(id));
  }

  @Test
  void pagesAndAddressesThatAreNotListedAreRefused() {
    change(
        new Streams.Change(
            null,
            null,
            null,
            null,
            null,
            List.of("https://www.example.org"),
            List.of("127.0.0.0/8"),
            null));
    String id = world.stream.playbackId();

    assertInstanceOf(
        PlayAdmission.Granted.class, world.playFrom(id, "127.0.0.1", "https://www.example.org"));
    assertInstanceOf(
        PlayAdmission.Granted.class, world.playFrom(id, "127.0.0.1", PlayRequest.OWN_PAGE));
    assertEquals(
        RefusalReason.FORBIDDEN,
        refusal(world.playFrom(id, "127.0.0.1", "https://evil.example")).reason());
    assertEquals(RefusalReason.FORBIDDEN, refusal(world.playFrom(id, "127.0.0.1", "")).reason());
    assertEquals(
        RefusalReason.FORBIDDEN,
        refusal(world.playFrom(id, "192.0.2.1", "https://www.example.org")).reason());
  }

  @Test
  void aStoreThatDoesNotAnswerAdmitsNobodyNewAndRecoversByItself() throws Exception {
    try (PostgresServer server = PostgresServer.start();
        AccessWorld elsewhere =
            new AccessWorld(
                server.database(), folder.resolveSibling(folder.getFileName() + "-pg"))) {
      String secret = elsewhere.key.key().secret();
      String id = elsewhere.stream.playbackId();
      assertInstanceOf(PlayAdmission.Granted.class, elsewhere.poll("a", id));
      Session viewer = elsewhere.openViewer(id);
      server.stop();
      elsewhere.pass(Duration.ofSeconds(40));
      long beganNs = System.nanoTime();

      PublishAdmission.Refused publisher =
          assertInstanceOf(PublishAdmission.Refused.class, elsewhere.gatePublish(secret));
      assertEquals(RefusalReason.UNAVAILABLE, publisher.reason());
      assertEquals(RefusalReason.UNAVAILABLE, refusal(elsewhere.poll("b", id)).reason());
      assertTrue(System.nanoTime() - beganNs < 8_000_000_000L, "each within 4 s");
      elsewhere.review.accept(new Changes.Change.OfAnything());
      CompletableFuture<String> cut = new CompletableFuture<>();
      viewer.onCut(cut::complete);
      assertThrows(TimeoutException.class, () -> cut.get(500, TimeUnit.MILLISECONDS));

      server.resume();
      assertInstanceOf(PublishAdmission.Granted.class, elsewhere.gatePublish(secret));
      assertInstanceOf(PlayAdmission.Granted.class, elsewhere.poll("b", id));
    }
  }

  private static PlayAdmission.Refused refusal(PlayAdmission answer) {
    return assertInstanceOf(PlayAdmission.Refused.class, answer);
  }

  @Nested
  class WithTokens {
    private ECKey key;

    @BeforeEach
    void keyAndPolicy() throws Exception {
      key = newKey();
      policy(jwt(null));
    }

    private ECKey newKey() throws Exception {
      String kid = world.services.signingKeys().freshId(world.tenant.id());
      ECKey made = new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
      world
          .services
          .signingKeys()
          .create(world.tenant.id(), Actor.NODE, kid, "k", made.toPublicJWK().toJSONString());
      return made;
    }

    private static PlaybackPolicy jwt(String audience) {
      return new PlaybackPolicy(
          PlaybackPolicy.Kind.JWT,
          null,
          audience,
          List.of(new PlaybackPolicy.RequiredClaim("plan", "gold")),
          null,
          null);
    }

    private JWTClaimsSet.Builder claims() {
      return new JWTClaimsSet.Builder()
          .subject(world.stream.playbackId())
          .claim("plan", "gold")
          .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    private String signed(ECKey by, JWTClaimsSet claims) throws Exception {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(by.getKeyID()).build(), claims);
      token.sign(new ECDSASigner(by));
      return token.serialize();
    }

    private PlayAdmission playWith(String token) {
      return world.playWith(world.stream.playbackId(), token);
    }

    @Test
    void aTokenThatIsRightLetsIn() throws Exception {
      assertInstanceOf(PlayAdmission.Granted.class, playWith(signed(key, claims().build())));
    }

    @Test
    void everythingElseIsForbidden() throws Exception {
      ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(key.getKeyID()).generate();
      ECKey unknown = new ECKeyGenerator(Curve.P_256).keyID("unknown").generate();
      SignedJWT confused =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
              claims().build());
      confused.sign(
          new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
      List<String> wrong =
          List.of(
              "",
              "x",
              "a.b.c",
              "y".repeat(9_000),
              new PlainJWT(claims().build()).serialize(),
              confused.serialize(),
              signed(foreign, claims().build()),
              signed(unknown, claims().build()),
              signed(key, claims().subject("another").build()),
              signed(key, claims().claim("plan", "iron").build()),
              signed(key, claims().claim("plan", null).build()),
              signed(key, claims().expirationTime(null).build()),
              signed(
                  key, claims().expirationTime(Date.from(Instant.now().minusSeconds(1))).build()),
              signed(
                  key, claims().notBeforeTime(Date.from(Instant.now().plusSeconds(60))).build()));
      for (String token : wrong) {
        PlayAdmission.Refused refused = refusal(playWith(token));
        assertEquals(RefusalReason.FORBIDDEN, refused.reason(), token);
        assertTrue(token.isEmpty() || token.length() < 3 || !refused.text().contains(token));
      }
    }

    @Test
    void aTokenForAnotherAudienceIsForbidden() throws Exception {
      policy(jwt("site-a"));

      assertInstanceOf(
          PlayAdmission.Granted.class, playWith(signed(key, claims().audience("site-a").build())));
      refusal(playWith(signed(key, claims().audience("site-b").build())));
      refusal(playWith(signed(key, claims().build())));
    }

    @Test
    void aKeyThatWasRevokedSignsNothingAnyMore() throws Exception {
      String token = signed(key, claims().build());
      assertInstanceOf(PlayAdmission.Granted.class, playWith(token));

      world.services.signingKeys().revoke(world.tenant.id(), Actor.NODE, key.getKeyID());

      refusal(playWith(token));
    }

    private String pass(String token) {
      return assertInstanceOf(
              PlayAdmission.Granted.class, world.pollWith("a", world.stream.playbackId(), token))
          .alias();
    }

    @Test
    void aPlayerGoesOnUnderAPassWithoutTheToken() throws Exception {
      String token = signed(key, claims().build());
      String pass = pass(token);

      assertNotNull(pass);
      PlayAdmission.Granted next =
          assertInstanceOf(PlayAdmission.Granted.class, world.poll("a", pass));
      assertNull(next.alias());
      assertNotNull(world.openViewer(pass));
      refusal(world.poll("a", world.stream.playbackId()));
      refusal(world.poll("a", world.stream.playbackId() + "~guessed"));
      assertEquals(pass, pass(token), "the same again for the same viewer");
      world.pass(Duration.ofMinutes(3));
      refusal(world.poll("a", pass));
    }

    @Test
    void aPassEndsWhenItsTokenCountsNoMore() throws Exception {
      String pass = pass(signed(key, claims().build()));

      policy(jwt("another"));

      refusal(world.poll("a", pass));
    }
  }

  @Test
  void aPublicStreamNeedsNoPass() {
    assertNull(
        assertInstanceOf(PlayAdmission.Granted.class, world.poll("a", world.stream.playbackId()))
            .alias());
  }
}
