package dev.fairlead.media.session;

import dev.fairlead.media.session.SessionEvent.Direction;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which sessions begin: asks the policy, records the beginning, and only then
 * lets in. Any thread; never blocks. Fails closed: errors and lateness of the policy or of the sink
 * refuse with {@link RefusalReason#UNAVAILABLE}.
 */
public final class SessionGate {
  private static final String UNDECIDED =
      "The server could not decide in time whether this is allowed; try again in a moment.";

  private final AccessPolicy policy;
  private final SessionEventSink sink;
  private final SessionDirectory directory;
  private final InstantSource clock;

  /**
   * @param policy decides
   * @param sink remembers
   * @param clock dates events
   */
  public SessionGate(AccessPolicy policy, SessionEventSink sink, InstantSource clock) {
    this(policy, sink, SessionDirectory.NONE, clock);
  }

  /**
   * @param policy decides
   * @param sink remembers
   * @param directory knows what is under way
   * @param clock dates events
   */
  public SessionGate(
      AccessPolicy policy, SessionEventSink sink, SessionDirectory directory, InstantSource clock) {
    this.policy = policy;
    this.sink = sink;
    this.directory = directory;
    this.clock = clock;
  }

  /** Asks for a publish session. The stage never fails and completes on any thread. */
  public CompletionStage<Admitted<PublishAdmission.Granted>> publish(PublishRequest request) {
    return inTime(() -> policy.admitPublish(request))
        .thenCompose(
            answer ->
                switch (answer) {
                  case PublishAdmission.Granted granted ->
                      open(
                          granted,
                          granted.tenant(),
                          granted.broadcast(),
                          Direction.PUBLISH,
                          request.protocol(),
                          request.remote(),
                          request.agent(),
                          session -> directory.publishing(session, request, granted));
                  case PublishAdmission.Refused refused ->
                      CompletableFuture.completedFuture(
                          new Admitted.No<PublishAdmission.Granted>(
                              refused.reason(), refused.text()));
                })
        .exceptionally(SessionGate::undecided);
  }

  /** Asks for a play session. The stage never fails and completes on any thread. */
  public CompletionStage<Admitted<PlayAdmission.Granted>> play(PlayRequest request) {
    return inTime(() -> policy.admitPlay(request))
        .thenCompose(
            answer ->
                switch (answer) {
                  case PlayAdmission.Granted granted ->
                      open(
                          granted,
                          granted.tenant(),
                          granted.broadcast(),
                          Direction.PLAY,
                          request.protocol(),
                          request.remote(),
                          request.agent(),
                          session -> directory.playing(session, request, granted));
                  case PlayAdmission.Refused refused ->
                      CompletableFuture.completedFuture(
                          new Admitted.No<PlayAdmission.Granted>(refused.reason(), refused.text()));
                })
        .exceptionally(SessionGate::undecided);
  }

  /**
   * Asks whether a viewer might watch; nothing follows, or {@link #play} does. The stage never
   * fails and completes on any thread.
   */
  public CompletionStage<PlayAdmission> check(PlayRequest request) {
    return decided(() -> policy.checkPlay(request));
  }

  private static CompletionStage<PlayAdmission> decided(Question<PlayAdmission> question) {
    return inTime(question)
        .exceptionally(late -> new PlayAdmission.Refused(RefusalReason.UNAVAILABLE, UNDECIDED));
  }

  private <G> CompletionStage<Admitted<G>> open(
      G grant,
      TenantId tenant,
      BroadcastKey broadcast,
      Direction direction,
      Protocol protocol,
      InetSocketAddress remote,
      String agent,
      Consumer<Session> admitted) {
    Session session = new Session(tenant, sink, clock);
    SessionEvent opened =
        new SessionEvent.Opened(
            session.id(), tenant, clock.instant(), direction, protocol, broadcast, remote, agent);
    return inTime(() -> sink.record(opened))
        .handle(
            (safe, failure) -> {
              if (failure == null) {
                admitted.accept(session);
                return new Admitted.Yes<>(session, grant);
              }
              // The event may be written all the same, only late: its end must follow it.
              session.close(UsageCounters.ZERO, "not_admitted");
              return new Admitted.No<>(RefusalReason.UNAVAILABLE, UNDECIDED);
            });
  }

  private static <G> Admitted<G> undecided(@Nullable Throwable cause) {
    return new Admitted.No<>(RefusalReason.UNAVAILABLE, UNDECIDED);
  }

  private static <T extends @Nullable Object> CompletableFuture<T> inTime(Question<T> question) {
    try {
      CompletableFuture<T> answer = question.ask().toCompletableFuture();
      return answer.isDone()
          ? answer
          : answer.copy().orTimeout(AccessPolicy.DECISION_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private interface Question<T extends @Nullable Object> {
    CompletionStage<T> ask();
  }
}
