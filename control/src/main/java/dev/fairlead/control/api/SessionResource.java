package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.auth.Visits;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.session.LiveSession;
import dev.fairlead.control.session.SessionLog;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who publishes and watches in the caller's tenant. Addresses of peers are not told. */
final class SessionResource {
  /** The reason under which a session ends that somebody ends by the API. */
  private static final String KICKED = "kicked";

  /** Most streams named by one page of sessions: as many as a page has entries. */
  private static final int MAX_STREAMS = Page.MAX_LIMIT;

  private final ControlServices services;
  private final LiveState live;

  /** A session. */
  public record SessionView(
      @Field("Stable id.") String id,
      @Field("Which stream.") String streamId,
      @Field("publish or play.") String direction,
      @Field("How.") String protocol,
      @Field("What the peer calls itself.") String agent,
      @Field("When it began.") Instant since,
      @Field("Bytes from the peer, up to its last checkpoint.") @Nullable Long bytesIn,
      @Field("Bytes to the peer, up to its last checkpoint.") @Nullable Long bytesOut,
      @Field("Length of the media that passed, up to its last checkpoint.")
          @Nullable Long mediaMillis) {}

  private record Found(
      String id,
      BroadcastKey broadcast,
      Instant since,
      @Nullable LiveSession session,
      Visits.@Nullable Visit visit) {}

  SessionResource(ControlServices services, LiveState live) {
    this.services = services;
    this.live = live;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of(
                "sessions.list", "GET", "/sessions", "Lists sessions under way, the oldest first.")
            .needs(Permission.SESSIONS_READ)
            .query("streamId", "Only those of that stream.")
            .givesPageOf(SessionView.class)
            .does(this::list),
        Operation.of("sessions.get", "GET", "/sessions/{id}", "Tells about a session.")
            .needs(Permission.SESSIONS_READ)
            .gives(SessionView.class)
            .does(this::get),
        Operation.of("sessions.delete", "DELETE", "/sessions/{id}", "Ends a session.")
            .needs(Permission.SESSIONS_WRITE)
            .does(this::kick));
  }

  private Page<SessionView> list(ApiCall call) {
    Page.Request page = call.page();
    String streamId = call.query("streamId");
    LiveStream only = streamId == null ? null : services.streams().find(call.tenant(), streamId);
    List<Found> next =
        all(call.tenant()).stream()
            .filter(found -> only == null || found.broadcast().equals(only.broadcast()))
            .filter(found -> isAfter(found, page))
            .sorted(Comparator.comparing(Found::since).thenComparing(Found::id))
            .limit(page.limit() + 1L)
            .toList();
    Page<Found> found = Page.of(next, page, each -> each.since().toEpochMilli(), Found::id);
    Map<BroadcastKey, LiveStream> streams =
        services
            .streams()
            .byBroadcast(
                call.tenant(),
                found.items().stream()
                    .map(Found::broadcast)
                    .distinct()
                    .limit(MAX_STREAMS)
                    .toList());
    List<SessionView> views = new ArrayList<>();
    for (Found each : found.items()) {
      LiveStream stream = streams.get(each.broadcast());
      if (stream != null) {
        views.add(view(each, stream.id()));
      }
    }
    return new Page<>(views, found.nextCursor());
  }

  private static boolean isAfter(Found found, Page.Request page) {
    long sinceMs = found.since().toEpochMilli();
    return sinceMs > page.afterMs()
        || (sinceMs == page.afterMs() && found.id().compareTo(page.afterId()) > 0);
  }

  private List<Found> all(TenantId tenant) {
    List<Found> all = new ArrayList<>();
    for (LiveSession session : live.sessions().of(tenant)) {
      all.add(found(session));
    }
    for (Visits.Visit visit : live.visits().all()) {
      if (visit.tenant().equals(tenant)) {
        all.add(found(visit));
      }
    }
    return all;
  }

  private static Found found(LiveSession session) {
    return new Found(
        session.opened().session().value(),
        session.opened().broadcast(),
        session.opened().at(),
        session,
        null);
  }

  private static Found found(Visits.Visit visit) {
    return new Found(visit.id(), visit.broadcast(), visit.since(), null, visit);
  }

  private static SessionView view(Found found, String streamId) {
    LiveSession session = found.session();
    Visits.Visit visit = found.visit();
    if (session != null) {
      return new SessionView(
          found.id(),
          streamId,
          SessionLog.word(session.opened().direction()),
          session.opened().protocol().label(),
          session.opened().agent(),
          found.since(),
          session.usage().bytesIn(),
          session.usage().bytesOut(),
          session.usage().mediaMillis());
    }
    assert visit != null : "what is no session is a visit";
    return new SessionView(
        found.id(),
        streamId,
        "play",
        visit.request().protocol().label(),
        visit.request().agent(),
        found.since(),
        null,
        null,
        null);
  }

  private Found find(ApiCall call) {
    LiveSession session = live.sessions().find(call.tenant(), call.path("id"));
    if (session != null) {
      return found(session);
    }
    Visits.Visit visit = live.visits().find(call.tenant(), call.path("id"));
    if (visit != null) {
      return found(visit);
    }
    throw ControlException.notFound("session");
  }

  private SessionView get(ApiCall call) {
    Found found = find(call);
    LiveStream stream =
        services
            .streams()
            .byBroadcast(call.tenant(), List.of(found.broadcast()))
            .get(found.broadcast());
    if (stream == null) {
      throw ControlException.notFound("session");
    }
    return view(found, stream.id());
  }

  private @Nullable Object kick(ApiCall call) {
    Found found = find(call);
    if (found.session() != null) {
      live.sessions().cut(found.session(), KICKED);
    }
    if (found.visit() != null) {
      live.visits().ban(found.visit());
    }
    services
        .database()
        .write(
            sql -> {
              services
                  .audit()
                  .write(
                      sql,
                      call.tenant(),
                      call.caller().actor(),
                      "session_ended",
                      "session",
                      found.id(),
                      null,
                      null);
              return null;
            });
    return null;
  }
}
