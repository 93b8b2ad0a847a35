package dev.fairlead.control.auth;

import dev.fairlead.control.session.SessionRegistry;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.stream.PlaybackPolicy;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Changes;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits publishers by their stream key and viewers by playback id, as the store says. Any thread;
 * never blocks: what is not in memory is read elsewhere. Fails closed.
 *
 * <p>Publishers, in this order: key known, key and stream active, tenant served, within the
 * tenant's number of broadcasts; whether somebody else publishes is decided by the bus. Viewers:
 * playback id known, stream active, tenant served, page and address allowed, places left, policy.
 */
public final class StoreAccess implements AccessPolicy {
  private static final String UNKNOWN_KEY =
      "No stream has this key. Check that it was copied whole: it begins with sk_ and has 31"
          + " characters.";
  private static final String KEY_OFF = "This stream key was switched off.";
  private static final String STREAM_OFF = "This stream was switched off.";
  private static final String TENANT_OFF = "The owner of this stream is not served at the moment.";
  private static final String TOO_MANY_BROADCASTS =
      "The owner of this stream has as many broadcasts as were agreed.";
  private static final String UNKNOWN_PLAYBACK_ID =
      "There is no broadcast under this address. Check that it was copied whole.";
  private static final String WRONG_PLACE = "This broadcast may not be watched from here.";
  private static final String NO_PLACE_LEFT = "As many watch as may; try again later.";
  private static final String SENT_AWAY = "This visit was ended by the owner of the stream.";
  private static final String PASS_OVER = "This visit is over; load the page again.";
  private static final String CLOSING = "This server is shutting down; try again in a moment.";

  /** Longest secret and name looked up: ours have 31 and 16 characters, aliases 49. */
  private static final int MAX_NAME_CHARS = 128;

  private final boolean takeover;
  private final Database database;
  private final SessionRegistry sessions;
  private final ViewerPasses passes;
  private final ViewerBans bans;
  private final ViewerTokens tokens;
  private final PlaybackWebhook webhook;
  private final Executor executor;
  private final AccessCache<StreamGrant> byKey;
  private final AccessCache<StreamGrant> byPlaybackId;
  private final InstantSource clock;
  private volatile boolean closing;

  /**
   * @param takeover whether a second publisher replaces the first
   * @param database where
   * @param streams of the store
   * @param sessions who publishes and watches
   * @param names makes passes
   * @param webhook asks tenants
   * @param executor may block
   * @param clock decides what is over
   * @param nanoTime monotonic time
   */
  public StoreAccess(
      boolean takeover,
      Database database,
      Streams streams,
      SessionRegistry sessions,
      RandomNames names,
      PlaybackWebhook webhook,
      Executor executor,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.takeover = takeover;
    this.database = database;
    this.sessions = sessions;
    passes = new ViewerPasses(names, nanoTime);
    bans = new ViewerBans(nanoTime);
    this.webhook = webhook;
    this.executor = executor;
    this.clock = clock;
    tokens = new ViewerTokens(clock);
    GrantReader reader = new GrantReader(database, streams);
    byKey = new AccessCache<>(reader::byKeyHash, executor, nanoTime);
    byPlaybackId = new AccessCache<>(reader::byPlaybackId, executor, nanoTime);
  }

  /** Refuses every publisher from now on; viewers may still fetch the end. */
  public void close() {
    closing = true;
  }

  /** Forgets what a change made wrong. */
  public void forget(Changes.Change change) {
    switch (change) {
      case Changes.Change.OfStream of -> {
        byKey.forget(grant -> grant.streamId().equals(of.streamId()));
        byPlaybackId.forget(grant -> grant.streamId().equals(of.streamId()));
      }
      case Changes.Change.OfTenant of -> {
        byKey.forget(grant -> grant.tenant().equals(of.tenant()));
        byPlaybackId.forget(grant -> grant.tenant().equals(of.tenant()));
      }
      case Changes.Change.OfAnything _ -> {
        byKey.forget(grant -> true);
        byPlaybackId.forget(grant -> true);
      }
    }
  }

  // Publishers.

  @Override
  public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
    if (closing) {
      return CompletableFuture.completedFuture(refusePublish(RefusalReason.UNAVAILABLE, CLOSING));
    }
    return withKey(request, this::admit);
  }

  /** Whether a publisher that is in may stay: everything but the number of broadcasts. */
  CompletionStage<PublishAdmission> reviewPublish(PublishRequest request) {
    return withKey(request, this::judge);
  }

  private interface Decision<A> {
    A on(@Nullable StreamGrant grant);
  }

  private CompletionStage<PublishAdmission> withKey(
      PublishRequest request, Decision<PublishAdmission> decision) {
    String secret = request.key().secret();
    if (secret.length() > MAX_NAME_CHARS) {
      return CompletableFuture.completedFuture(decision.on(null));
    }
    return with(byKey, Hashes.sha256OfFolded(secret), decision);
  }

  private static <A> CompletionStage<A> with(
      AccessCache<StreamGrant> cache, String name, Decision<A> decision) {
    AccessCache.Entry<StreamGrant> known = cache.fresh(name);
    return known != null
        ? CompletableFuture.completedFuture(decision.on(known.value()))
        : cache.load(name).thenApply(entry -> decision.on(entry.value()));
  }

  private PublishAdmission admit(@Nullable StreamGrant grant) {
    PublishAdmission answer = judge(grant);
    if (grant == null || answer instanceof PublishAdmission.Refused) {
      return answer;
    }
    if (!sessions.promisePublisher(grant.tenant(), grant.maxPublishers(), grant.broadcast())) {
      return refusePublish(RefusalReason.OVER_LIMIT, TOO_MANY_BROADCASTS);
    }
    String keyId = grant.keyId();
    if (keyId != null) {
      executor.execute(() -> used(keyId));
    }
    return answer;
  }

  private PublishAdmission judge(@Nullable StreamGrant grant) {
    if (grant == null) {
      return refusePublish(RefusalReason.UNKNOWN, UNKNOWN_KEY);
    }
    if (!grant.keyActive()) {
      return refusePublish(RefusalReason.FORBIDDEN, KEY_OFF);
    }
    if (!grant.streamActive()) {
      return refusePublish(RefusalReason.FORBIDDEN, STREAM_OFF);
    }
    if (!grant.tenantActive()) {
      return refusePublish(RefusalReason.FORBIDDEN, TENANT_OFF);
    }
    return new PublishAdmission.Granted(
        grant.tenant(), grant.broadcast(), grant.playbackId(), takeover);
  }

  private void used(String keyId) {
    database.write(
        sql ->
            sql.update(
                "update stream_key set last_used_at = ? where id = ?", clock.instant(), keyId));
  }

  private static PublishAdmission refusePublish(RefusalReason reason, String text) {
    return new PublishAdmission.Refused(reason, text);
  }

  // Viewers.

  @Override
  public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
    return decide(request, true);
  }

  /**
   * As for admission, without a place. Who showed a credential gets a pass, where his player would
   * not show it again.
   */
  @Override
  public CompletionStage<PlayAdmission> checkPlay(PlayRequest request) {
    CompletionStage<PlayAdmission> answer = decide(request, false);
    return polls(request.protocol()) && !ViewerPasses.isPass(request.playbackId())
        ? answer.thenCompose(decided -> withPass(request, decided))
        : answer;
  }

  /** Whether a viewer who is in may stay: everything but the number of places. */
  CompletionStage<PlayAdmission> reviewPlay(PlayRequest request) {
    return decide(request, false);
  }

  /** Sends whoever asked {@code request} away for a while. */
  public void ban(PlayRequest request) {
    bans.add(request);
  }

  /** Forgets what is over. Call about once a second. */
  public void advance() {
    passes.advance();
    bans.advance();
  }

  private CompletionStage<PlayAdmission> withPass(PlayRequest request, PlayAdmission answer) {
    if (!(answer instanceof PlayAdmission.Granted granted)) {
      return CompletableFuture.completedFuture(answer);
    }
    AccessCache.Entry<StreamGrant> known = byPlaybackId.last(Hashes.fold(request.playbackId()));
    StreamGrant grant = known == null ? null : known.value();
    if (grant != null && watching(grant).policy().kind() == PlaybackPolicy.Kind.PUBLIC) {
      return CompletableFuture.completedFuture(answer);
    }
    String alias = passes.give(request, grant == null ? request.playbackId() : grant.playbackId());
    return alias == null
        ? refused(RefusalReason.OVER_LIMIT, NO_PLACE_LEFT)
        : CompletableFuture.completedFuture(
            new PlayAdmission.Granted(granted.tenant(), granted.broadcast(), alias));
  }

  /** Whether a protocol's viewers come by many requests. */
  private static boolean polls(Protocol protocol) {
    return protocol == Protocol.HLS || protocol == Protocol.HLS_TS || protocol == Protocol.DASH;
  }

  private CompletionStage<PlayAdmission> decide(PlayRequest asked, boolean takesPlace) {
    PlayRequest request = asked;
    if (ViewerPasses.isPass(asked.playbackId())) {
      request = passes.first(asked.playbackId());
      if (request == null) {
        return refused(RefusalReason.FORBIDDEN, PASS_OVER);
      }
    }
    String name = Hashes.fold(request.playbackId());
    if (name.length() > MAX_NAME_CHARS) {
      return refused(RefusalReason.UNKNOWN, UNKNOWN_PLAYBACK_ID);
    }
    AccessCache.Entry<StreamGrant> known = byPlaybackId.fresh(name);
    PlayRequest judged = request;
    return known != null
        ? judge(judged, known.value(), takesPlace)
        : byPlaybackId.load(name).thenCompose(entry -> judge(judged, entry.value(), takesPlace));
  }

  private CompletionStage<PlayAdmission> judge(
      PlayRequest request, @Nullable StreamGrant grant, boolean takesPlace) {
    PlayAdmission.Refused refusal = refusal(request, grant);
    if (refusal != null || grant == null) {
      return CompletableFuture.completedFuture(
          refusal != null
              ? refusal
              : new PlayAdmission.Refused(RefusalReason.UNKNOWN, UNKNOWN_PLAYBACK_ID));
    }
    StreamGrant.Watching watching = watching(grant);
    if (takesPlace
        && !sessions.promiseViewer(
            grant.tenant(), grant.maxViewersOfTenant(), grant.broadcast(), watching.maxViewers())) {
      return refused(RefusalReason.OVER_LIMIT, NO_PLACE_LEFT);
    }
    return byPolicy(request, grant, watching);
  }

  private CompletionStage<PlayAdmission> byPolicy(
      PlayRequest request, StreamGrant grant, StreamGrant.Watching watching) {
    PlayAdmission granted = new PlayAdmission.Granted(grant.tenant(), grant.broadcast());
    return switch (watching.policy().kind()) {
      case PUBLIC -> CompletableFuture.completedFuture(granted);
      case JWT -> {
        String complaint = tokens.complaint(request, grant, watching);
        yield complaint == null
            ? CompletableFuture.completedFuture(granted)
            : refused(RefusalReason.FORBIDDEN, complaint);
      }
      case WEBHOOK -> webhook.ask(request, grant, watching, granted);
    };
  }

  /** What needs neither places nor anybody else's word. */
  private PlayAdmission.@Nullable Refused refusal(
      PlayRequest request, @Nullable StreamGrant grant) {
    if (grant == null || !grant.streamActive()) {
      return new PlayAdmission.Refused(RefusalReason.UNKNOWN, UNKNOWN_PLAYBACK_ID);
    }
    if (!grant.tenantActive()) {
      return new PlayAdmission.Refused(RefusalReason.FORBIDDEN, TENANT_OFF);
    }
    StreamGrant.Watching watching = watching(grant);
    boolean rightPage =
        watching.allowedOrigins().isEmpty()
            || request.page().equals(PlayRequest.OWN_PAGE)
            || watching.allowedOrigins().contains(request.page());
    InetAddress address = request.remote().getAddress();
    boolean rightAddress =
        watching.allowedRanges().isEmpty()
            || (address != null
                && watching.allowedRanges().stream().anyMatch(block -> block.contains(address)));
    if (!rightPage || !rightAddress) {
      return new PlayAdmission.Refused(RefusalReason.FORBIDDEN, WRONG_PLACE);
    }
    if (bans.concern(request)) {
      return new PlayAdmission.Refused(RefusalReason.FORBIDDEN, SENT_AWAY);
    }
    return null;
  }

  private static StreamGrant.Watching watching(StreamGrant grant) {
    StreamGrant.Watching watching = grant.watching();
    assert watching != null : "a grant that was found by playback id says who may watch";
    return watching;
  }

  private static CompletionStage<PlayAdmission> refused(RefusalReason reason, String text) {
    return CompletableFuture.completedFuture(new PlayAdmission.Refused(reason, text));
  }
}
