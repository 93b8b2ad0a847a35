package dev.fairlead.control.session;

import dev.fairlead.control.logging.LogFields;
import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.SessionEvent.Direction;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands before an access policy, logs which publishers it refused and why, and counts all
 * refusals. Any thread; never blocks.
 *
 * <p>Refused viewers are counted alone: a page that is left open on an address that is gone asks
 * for ever, and is no news.
 */
public final class AdmissionLog implements AccessPolicy {
  private static final Logger LOG = System.getLogger(AdmissionLog.class.getName());

  /** Enough for every encoder of a studio; who tries keys fills no disk. */
  private static final int MAX_LINES_PER_SECOND = 10;

  private static final long WINDOW_NS = 1_000_000_000L;

  private final AccessPolicy policy;
  private final AddressDetail addresses;
  private final ConcurrentHashMap<Refusal, LongAdder> refusals = new ConcurrentHashMap<>();
  private final AtomicLong windowBeganNs = new AtomicLong(System.nanoTime());
  private final AtomicInteger lines = new AtomicInteger();
  private final AtomicLong untold = new AtomicLong();

  /** What is counted apart; all its parts are enums, so there are few. */
  private record Refusal(Direction direction, Protocol protocol, RefusalReason reason) {}

  /** Takes what was counted. */
  public interface RefusalsVisitor {
    /** Called once for each combination that occurred. */
    void visit(Direction direction, Protocol protocol, RefusalReason reason, long count);
  }

  /**
   * @param policy decides
   * @param addresses how much of peers' addresses is logged
   */
  public AdmissionLog(AccessPolicy policy, AddressDetail addresses) {
    this.policy = policy;
    this.addresses = addresses;
  }

  /** The stable word for {@code reason}. */
  public static String word(RefusalReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** Passes what was counted. */
  public void forEach(RefusalsVisitor visitor) {
    refusals.forEach(
        (refusal, count) ->
            visitor.visit(refusal.direction(), refusal.protocol(), refusal.reason(), count.sum()));
  }

  @Override
  public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
    return policy
        .admitPublish(request)
        .thenApply(
            answer -> {
              if (answer instanceof PublishAdmission.Refused refused) {
                count(Direction.PUBLISH, request.protocol(), refused.reason());
                log(request, refused);
              }
              return answer;
            });
  }

  @Override
  public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
    return policy
        .admitPlay(request)
        .thenApply(
            answer -> {
              if (answer instanceof PlayAdmission.Refused refused) {
                count(Direction.PLAY, request.protocol(), refused.reason());
              }
              return answer;
            });
  }

  @Override
  public CompletionStage<PlayAdmission> checkPlay(PlayRequest request) {
    return policy
        .checkPlay(request)
        .thenApply(
            answer -> {
              if (answer instanceof PlayAdmission.Refused refused) {
                count(Direction.PLAY, request.protocol(), refused.reason());
              }
              return answer;
            });
  }

  private void count(Direction direction, Protocol protocol, RefusalReason reason) {
    refusals
        .computeIfAbsent(new Refusal(direction, protocol, reason), absent -> new LongAdder())
        .increment();
  }

  private void log(PublishRequest request, PublishAdmission.Refused refused) {
    long nowNs = System.nanoTime();
    long beganNs = windowBeganNs.get();
    if (nowNs - beganNs >= WINDOW_NS && windowBeganNs.compareAndSet(beganNs, nowNs)) {
      lines.set(0);
    }
    if (lines.incrementAndGet() > MAX_LINES_PER_SECOND) {
      untold.incrementAndGet();
      return;
    }
    LogFields fields =
        new LogFields()
            .with("protocol", request.protocol().label())
            .with("reason", word(refused.reason()))
            .with("text", refused.text())
            .with("remote", addresses.of(request.remote()))
            .with("agent", request.agent());
    long before = untold.getAndSet(0);
    if (before > 0) {
      fields.with("untold_before", before);
    }
    LOG.log(Level.WARNING, "publisher refused", fields);
  }
}
