package dev.fairlead.control.api;

import dev.fairlead.control.auth.Credentials;
import dev.fairlead.control.json.BindException;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.json.RecordBinder;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.WebSocketListener;
import dev.fairlead.protocols.http.WebSocketPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens the plain WebSocket of live events. A client says who it is, by {@code
 * {"type":"auth","token":…}}, and to what it listens, by {@code
 * {"type":"subscribe","channel":"streams"}}; it may say who it is again before its token is over.
 */
final class LiveSocket implements HttpHandler {
  /** The one channel there is. */
  static final String STREAMS = "streams";

  /** Codes of one's own begin at 4000; this one is the 401 of HTTP. */
  private static final int NOT_AUTHENTICATED = 4_401;

  /** How long a client may take to say who it is. */
  private static final long AUTH_SECONDS = 10;

  /** How soon a credential that counts no more is noticed. */
  private static final long RECHECK_SECONDS = 30;

  private final Credentials credentials;
  private final LiveFeed feed;
  private final Executor threads;

  /** What a client says. */
  record Message(
      @Field("auth, subscribe or unsubscribe.") String type,
      @Field(value = "Who it is.", maxChars = 4_096) @Nullable String token,
      @Field("To what it listens.") @Nullable String channel) {
    @Override
    public String toString() {
      return "Message[" + type + "]";
    }
  }

  LiveSocket(Credentials credentials, LiveFeed feed, Executor threads) {
    this.credentials = credentials;
    this.feed = feed;
    this.threads = threads;
  }

  @Override
  public void handle(HttpExchange exchange) {
    InetAddress remote = exchange.remote().getAddress();
    exchange.respondWebSocket("", peer -> new Conversation(peer, remote).begin());
  }

  /** One client. Confined to its loop, save where it says so. */
  private final class Conversation implements WebSocketListener {
    private final WebSocketPeer peer;
    private final InetAddress remote;
    private volatile @Nullable Caller caller;
    private @Nullable String token;
    private @Nullable Subscription subscription;
    private @Nullable Future<?> rechecks;

    Conversation(WebSocketPeer peer, InetAddress remote) {
      this.peer = peer;
      this.remote = remote;
    }

    Conversation begin() {
      var _ =
          peer.loop()
              .schedule(
                  () -> {
                    if (caller == null) {
                      peer.close(NOT_AUTHENTICATED, "not authenticated in time");
                    }
                  },
                  AUTH_SECONDS,
                  TimeUnit.SECONDS);
      rechecks =
          peer.loop()
              .scheduleAtFixedRate(
                  this::recheck, RECHECK_SECONDS, RECHECK_SECONDS, TimeUnit.SECONDS);
      return this;
    }

    private void recheck() {
      String held = token;
      if (held != null) {
        authenticate(held);
      }
    }

    @Override
    public void text(String text) {
      Message message;
      try {
        message = RecordBinder.bind(JsonTree.parse(text), Message.class);
      } catch (IOException | BindException e) {
        peer.close(WebSocketPeer.POLICY, "not understood");
        return;
      }
      switch (message.type()) {
        case "auth" -> {
          if (message.token() != null) {
            authenticate(message.token());
          }
        }
        case "subscribe" -> subscribe(message.channel());
        case "unsubscribe" -> unsubscribe();
        default -> error("unknown_type", "There are no messages of this type.");
      }
    }

    private void authenticate(String shown) {
      threads.execute(
          () -> {
            Caller found = null;
            try {
              found = credentials.caller(shown, remote);
            } catch (ControlException e) {
              // Nobody we know.
            } catch (RuntimeException e) {
              // The store does not answer: who is known stays so until it does.
              found = caller;
            }
            Caller known = found;
            peer.loop().execute(() -> authenticated(shown, known));
          });
    }

    private void authenticated(String shown, @Nullable Caller found) {
      if (found == null) {
        peer.close(NOT_AUTHENTICATED, "not authenticated");
        return;
      }
      boolean first = caller == null;
      caller = found;
      token = shown;
      if (first) {
        peer.send(JsonText.of(Map.of("type", "authenticated")));
      }
      if (subscription != null && !found.permissions().contains(Permission.STREAMS_READ)) {
        unsubscribe();
      }
    }

    private void subscribe(@Nullable String channel) {
      Caller known = caller;
      if (known == null) {
        error("not_authenticated", "Say who you are first.");
      } else if (!STREAMS.equals(channel)) {
        error("unknown_channel", "The channels are: streams.");
      } else if (!known.permissions().contains(Permission.STREAMS_READ)) {
        error("permission_denied", "This needs the permission streams:read.");
      } else if (subscription == null) {
        Subscription begun = new Subscription(peer, known.tenant());
        subscription = begun;
        feed.add(begun);
        peer.send(JsonText.of(Map.of("type", "subscribed", "channel", STREAMS)));
      }
    }

    private void unsubscribe() {
      Subscription ended = subscription;
      if (ended != null) {
        subscription = null;
        feed.remove(ended);
      }
    }

    private void error(String code, String detail) {
      peer.send(JsonText.of(Map.of("type", "error", "code", code, "detail", detail)));
    }

    @Override
    public void closed() {
      Future<?> timer = rechecks;
      if (timer != null) {
        timer.cancel(false);
      }
      unsubscribe();
    }
  }

  /** Hands events over to a client's loop. Any thread. */
  private record Subscription(WebSocketPeer peer, TenantId tenant) implements LiveFeed.Listener {
    @Override
    public void changed(StreamResource.StreamView stream) {
      send(Map.of("type", "event", "channel", STREAMS, "event", "stream_updated", "data", stream));
    }

    @Override
    public void deleted(String streamId) {
      send(
          Map.of(
              "type",
              "event",
              "channel",
              STREAMS,
              "event",
              "stream_deleted",
              "data",
              Map.of("id", streamId)));
    }

    private void send(Map<String, Object> event) {
      String text = JsonText.of(event);
      peer.loop().execute(() -> peer.send(text));
    }
  }
}
