package dev.fairlead.control.api;

import dev.fairlead.control.auth.Credentials;
import dev.fairlead.control.json.BindException;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.json.RecordBinder;
import dev.fairlead.control.tenant.Caller;
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
  private final class Conversation implements WebSocketListener, SocketLogin.Listener {
    private final WebSocketPeer peer;
    private final SocketLogin login;
    private @Nullable Subscription subscription;

    Conversation(WebSocketPeer peer, InetAddress remote) {
      this.peer = peer;
      login = new SocketLogin(peer, remote, credentials, threads, this);
    }

    Conversation begin() {
      login.begin(
          () -> {
            if (login.caller() == null) {
              peer.close(NOT_AUTHENTICATED, "not authenticated in time");
            }
          },
          AUTH_SECONDS);
      return this;
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
            login.authenticate(message.token());
          }
        }
        case "subscribe" -> subscribe(message.channel());
        case "unsubscribe" -> unsubscribe();
        default -> error("unknown_type", "There are no messages of this type.");
      }
    }

    @Override
    public void known(Caller caller, boolean first) {
      if (first) {
        peer.send(JsonText.of(Map.of("type", "authenticated")));
      }
      if (subscription != null && !caller.permissions().contains(Permission.STREAMS_READ)) {
        unsubscribe();
      }
    }

    @Override
    public void unknown(boolean first) {
      peer.close(NOT_AUTHENTICATED, "not authenticated");
    }

    private void subscribe(@Nullable String channel) {
      Caller known = login.caller();
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
      login.end();
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
