package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.auth.StoreAccess;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.session.LiveSession;
import dev.fairlead.control.session.SessionLog;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayRequest;
import java.time.Instant;
import java.util.ArrayList;
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
  private final StoreAccess access;

  /** A session. */
  public record SessionView(
      @Field("Stable id.") String id,
      @Field("Which stream.") String streamId,
      @Field("publish or play.") String direction,
      @Field("How.") String protocol,
      @Field("What the peer calls itself.") String agent,
      @Field("When it began.") Instant since,
      @Field("Bytes from the peer, up to its last checkpoint.") long bytesIn,
      @Field("Bytes to the peer, up to its last checkpoint.") long bytesOut,
      @Field("Length of the media that passed, up to its last checkpoint.") long mediaMillis) {}

  SessionResource(ControlServices services, LiveState live, StoreAccess access) {
    this.services = services;
    this.live = live;
    this.access = access;
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
    List<LiveSession> next =
        live.sessions().of(call.tenant()).stream()
            .filter(session -> only == null || isOf(session, only))
            .filter(session -> isAfter(session, page))
            .limit(page.limit() + 1L)
            .toList();
    Page<LiveSession> found =
        Page.of(next, page, session -> session.opened().at().toEpochMilli(), SessionResource::id);
    Map<BroadcastKey, LiveStream> streams =
        services
            .streams()
            .byBroadcast(
                call.tenant(),
                found.items().stream()
                    .map(session -> session.opened().broadcast())
                    .distinct()
                    .limit(MAX_STREAMS)
                    .toList());
    List<SessionView> views = new ArrayList<>();
    for (LiveSession session : found.items()) {
      LiveStream stream = streams.get(session.opened().broadcast());
      if (stream != null) {
        views.add(view(session, stream));
      }
    }
    return new Page<>(views, found.nextCursor());
  }

  private static String id(LiveSession session) {
    return session.opened().session().value();
  }

  private static boolean isOf(LiveSession session, LiveStream stream) {
    return session.opened().broadcast().equals(stream.broadcast());
  }

  private static boolean isAfter(LiveSession session, Page.Request page) {
    long sinceMs = session.opened().at().toEpochMilli();
    return sinceMs > page.afterMs()
        || (sinceMs == page.afterMs() && id(session).compareTo(page.afterId()) > 0);
  }

  private static SessionView view(LiveSession session, LiveStream stream) {
    return new SessionView(
        id(session),
        stream.id(),
        SessionLog.word(session.opened().direction()),
        session.opened().protocol().label(),
        session.opened().agent(),
        session.opened().at(),
        session.usage().bytesIn(),
        session.usage().bytesOut(),
        session.usage().mediaMillis());
  }

  private LiveSession find(ApiCall call) {
    LiveSession session = live.sessions().find(call.tenant(), call.path("id"));
    if (session == null) {
      throw ControlException.notFound("session");
    }
    return session;
  }

  private SessionView get(ApiCall call) {
    LiveSession session = find(call);
    BroadcastKey broadcast = session.opened().broadcast();
    LiveStream stream =
        services.streams().byBroadcast(call.tenant(), List.of(broadcast)).get(broadcast);
    if (stream == null) {
      throw ControlException.notFound("session");
    }
    return view(session, stream);
  }

  /** A viewer stays away for a while: his player would be back at once. */
  private @Nullable Object kick(ApiCall call) {
    LiveSession session = find(call);
    PlayRequest viewer = session.playRequest();
    if (viewer != null) {
      access.ban(viewer);
    }
    live.sessions().cut(session, KICKED);
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
                      id(session),
                      null,
                      null);
              return null;
            });
    return null;
  }
}
