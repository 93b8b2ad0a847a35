package dev.fairlead.control.auth;

import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.TenantId;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Viewers whose visit is many requests: of HLS and DASH. Any thread.
 *
 * <p>Where everybody may watch, a visitor is known by address and by what he calls himself, so that
 * addresses of media are the same for all and caches can do their work; where a credential is asked
 * for, by an alias of the playback id that he is given for it.
 */
public final class Visits {
  /** A player asks at least once per target duration. */
  static final long GONE_AFTER_NS = 15_000_000_000L;

  /** How long somebody who was sent away stays away. */
  static final long BANNED_NS = 300_000_000_000L;

  /** More than a node of two processors can serve. */
  static final int MAX_VISITS = 200_000;

  static final char ALIAS_MARK = '~';

  private static final int MAX_AGENT_CHARS = 200;

  private final ConcurrentHashMap<Key, Visit> visits = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Key, Long> bannedUntilNs = new ConcurrentHashMap<>();
  private final RandomNames names;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private final Map<BroadcastKey, Integer> ofBroadcast = new HashMap<>();
  private final Map<TenantId, Integer> ofTenant = new HashMap<>();

  /** By alias alone, or by whom it is. */
  private record Key(String playbackId, @Nullable InetAddress address, String agent) {}

  /** One of them. */
  public static final class Visit {
    private final String id;
    private final Key key;
    private final TenantId tenant;
    private final BroadcastKey broadcast;
    private final PlayRequest request;
    private final Instant since;
    private volatile long seenNs;
    private volatile StreamGrant judgedBy;

    private Visit(
        String id, Key key, StreamGrant grant, PlayRequest request, Instant since, long seenNs) {
      this.id = id;
      this.key = key;
      tenant = grant.tenant();
      broadcast = grant.broadcast();
      this.request = request;
      this.since = since;
      this.seenNs = seenNs;
      judgedBy = grant;
    }

    /** Names it. */
    public String id() {
      return id;
    }

    /** Whose stream it is. */
    public TenantId tenant() {
      return tenant;
    }

    /** What is watched. */
    public BroadcastKey broadcast() {
      return broadcast;
    }

    /** What the visitor asked first. */
    public PlayRequest request() {
      return request;
    }

    /** When it began. */
    public Instant since() {
      return since;
    }

    /** The rules under which it was let in or looked at again. */
    StreamGrant judgedBy() {
      return judgedBy;
    }

    void judgedBy(StreamGrant grant) {
      judgedBy = grant;
    }
  }

  /**
   * @param names makes aliases
   * @param clock dates visits
   * @param nanoTime monotonic time
   */
  public Visits(RandomNames names, InstantSource clock, LongSupplier nanoTime) {
    this.names = names;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** The visit under an alias, or null. */
  @Nullable Visit byAlias(String alias) {
    return seen(visits.get(new Key(Hashes.fold(alias), null, "")));
  }

  /** The visit of whoever sent {@code request}, or null. */
  @Nullable Visit of(PlayRequest request) {
    return seen(visits.get(key(request)));
  }

  private @Nullable Visit seen(@Nullable Visit visit) {
    if (visit != null) {
      visit.seenNs = nanoTime.getAsLong();
    }
    return visit;
  }

  /** Whether whoever sent {@code request} was sent away a short while ago. */
  boolean isBanned(PlayRequest request) {
    Long until = bannedUntilNs.isEmpty() ? null : bannedUntilNs.get(key(request));
    return until != null && until - nanoTime.getAsLong() > 0;
  }

  /** A visit begins; the alias is null for one that needs none. Null when there are too many. */
  @Nullable Visit begin(PlayRequest request, StreamGrant grant, boolean withAlias) {
    if (visits.size() >= MAX_VISITS) {
      return null;
    }
    String id = names.id();
    Key key =
        withAlias
            ? new Key(Hashes.fold(grant.playbackId() + ALIAS_MARK + names.internalName()), null, "")
            : key(request);
    Visit visit = new Visit(id, key, grant, request, clock.instant(), nanoTime.getAsLong());
    Visit other = visits.putIfAbsent(key, visit);
    if (other != null) {
      return other;
    }
    synchronized (this) {
      ofBroadcast.merge(grant.broadcast(), 1, Integer::sum);
      ofTenant.merge(grant.tenant(), 1, Integer::sum);
    }
    return visit;
  }

  /** Under which id a visitor asks further. */
  static String alias(Visit visit) {
    return visit.key.playbackId();
  }

  /** All visits, at some moment during the call. */
  public Collection<Visit> all() {
    return List.copyOf(visits.values());
  }

  /** The visit of a tenant under that id, or null. */
  public @Nullable Visit find(TenantId tenant, String id) {
    for (Visit visit : visits.values()) {
      if (visit.id.equals(id) && visit.tenant.equals(tenant)) {
        return visit;
      }
    }
    return null;
  }

  /** Visitors of a broadcast. */
  public synchronized int viewers(BroadcastKey broadcast) {
    return ofBroadcast.getOrDefault(broadcast, 0);
  }

  /** Visitors of a tenant. */
  public synchronized int viewers(TenantId tenant) {
    return ofTenant.getOrDefault(tenant, 0);
  }

  /** Sends a visitor away, for a while. */
  public void ban(Visit visit) {
    if (bannedUntilNs.size() < MAX_VISITS) {
      bannedUntilNs.put(key(visit.request), nanoTime.getAsLong() + BANNED_NS);
    }
    end(visit);
  }

  /** A visit is over; its visitor may come again. */
  void end(Visit visit) {
    if (visits.remove(visit.key, visit)) {
      synchronized (this) {
        ofBroadcast.computeIfPresent(
            visit.broadcast, (key, count) -> count == 1 ? null : count - 1);
        ofTenant.computeIfPresent(visit.tenant, (key, count) -> count == 1 ? null : count - 1);
      }
    }
  }

  /** Forgets who is gone. Call about once a second. */
  public void advance(long nowNs) {
    for (Visit visit : visits.values()) {
      if (nowNs - visit.seenNs > GONE_AFTER_NS) {
        end(visit);
      }
    }
    bannedUntilNs.values().removeIf(until -> until - nowNs <= 0);
  }

  private static Key key(PlayRequest request) {
    String agent = request.agent();
    String id = request.playbackId();
    int mark = id.indexOf(ALIAS_MARK);
    return new Key(
        Hashes.fold(mark < 0 ? id : id.substring(0, mark)),
        request.remote().getAddress(),
        agent.length() > MAX_AGENT_CHARS ? agent.substring(0, MAX_AGENT_CHARS) : agent);
  }
}
