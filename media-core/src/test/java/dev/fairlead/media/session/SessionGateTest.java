package dev.fairlead.media.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SessionGateTest {
  private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 50_000);
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final PublishRequest PUBLISH =
      new PublishRequest(Protocol.RTMP, new StreamKey("sk_secret"), PEER, "encoder");
  private static final PlayRequest PLAY =
      new PlayRequest(Protocol.FLV, "playback", PEER, "player", Map.of());

  private final List<SessionEvent> events = new ArrayList<>();
  private CompletionStage<PublishAdmission> publishAnswer =
      done(new PublishAdmission.Granted(new TenantId("t"), new BroadcastKey("b"), "p", false));
  private CompletionStage<PlayAdmission> playAnswer =
      done(new PlayAdmission.Granted(new TenantId("t"), new BroadcastKey("b")));
  private CompletionStage<Void> recorded = done(null);

  private final AccessPolicy policy =
      new AccessPolicy() {
        @Override
        public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
          return publishAnswer;
        }

        @Override
        public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
          return playAnswer;
        }
      };

  private final SessionGate gate =
      new SessionGate(
          policy,
          event -> {
            events.add(event);
            return recorded;
          },
          () -> NOW);

  @Test
  void admitsOnlyAfterTheBeginningIsRecorded() {
    CompletableFuture<Void> slowJournal = new CompletableFuture<>();
    recorded = slowJournal;
    CompletableFuture<?> outcome = gate.publish(PUBLISH).toCompletableFuture();

    assertEquals(false, outcome.isDone());
    assertInstanceOf(SessionEvent.Opened.class, events.getFirst());
    slowJournal.complete(null);

    assertInstanceOf(Admitted.Yes.class, outcome.join());
  }

  @Test
  void passesARefusalOnWithoutAnEvent() {
    playAnswer = done(new PlayAdmission.Refused(RefusalReason.FORBIDDEN, "Ask for a token."));

    assertEquals(
        new Admitted.No<>(RefusalReason.FORBIDDEN, "Ask for a token."), now(gate.play(PLAY)));
    assertEquals(List.of(), events);
  }

  @Test
  void refusesWhenThePolicyFails() {
    publishAnswer = CompletableFuture.failedFuture(new IllegalStateException("store is down"));

    assertEquals(RefusalReason.UNAVAILABLE, refusal(now(gate.publish(PUBLISH))));
  }

  @Test
  void refusesWhenThePolicyThrows() {
    SessionGate broken =
        new SessionGate(
            new AccessPolicy() {
              @Override
              public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
                throw new IllegalStateException("as told");
              }

              @Override
              public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
                throw new IllegalStateException("as told");
              }
            },
            event -> recorded,
            () -> NOW);

    assertEquals(RefusalReason.UNAVAILABLE, refusal(now(broken.publish(PUBLISH))));
    assertEquals(RefusalReason.UNAVAILABLE, refusal(now(broken.play(PLAY))));
    assertInstanceOf(PlayAdmission.Refused.class, now(broken.check(PLAY)));
  }

  @Test
  void refusesAndClosesWhenTheBeginningCannotBeRecorded() {
    recorded = CompletableFuture.failedFuture(new IllegalStateException("disk full"));

    assertEquals(RefusalReason.UNAVAILABLE, refusal(now(gate.play(PLAY))));
    assertInstanceOf(SessionEvent.Closed.class, events.getLast());
  }

  @Test
  void closesOnceAndIgnoresCheckpointsAfterwards() {
    Admitted.Yes<?> admitted = assertInstanceOf(Admitted.Yes.class, now(gate.play(PLAY)));
    admitted.session().close(UsageCounters.ZERO, "left");
    admitted.session().close(UsageCounters.ZERO, "left");
    admitted.session().checkpoint(UsageCounters.ZERO);

    assertEquals(2, events.size());
  }

  @Test
  void neverShowsAStreamKey() {
    assertEquals(false, PUBLISH.toString().contains("sk_secret"));
  }

  private static RefusalReason refusal(Admitted<?> outcome) {
    return assertInstanceOf(Admitted.No.class, outcome).reason();
  }

  private static <T> T now(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    assertEquals(true, future.isDone());
    return future.join();
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
