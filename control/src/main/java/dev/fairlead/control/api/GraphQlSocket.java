package dev.fairlead.control.api;

import dev.fairlead.control.auth.Credentials;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import dev.fairlead.protocols.http.WebSocketListener;
import dev.fairlead.protocols.http.WebSocketPeer;
import graphql.ExecutionResult;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * GraphQL over a WebSocket, by the protocol {@code graphql-transport-ws} of the library graphql-ws.
 * The credential comes with the first message, as {@code {"Authorization": "Bearer …"}}.
 */
final class GraphQlSocket implements HttpHandler {
  static final String PROTOCOL = "graphql-transport-ws";

  /** Queries of one socket at the same time. */
  static final int MAX_RUNNING = 50;

  // Codes of the protocol.
  private static final int MALFORMED = 4_400;
  private static final int UNAUTHORIZED = 4_401;
  private static final int FORBIDDEN = 4_403;
  private static final int INIT_TIMEOUT = 4_408;
  private static final int DUPLICATE = 4_409;
  private static final int TOO_MANY_INITS = 4_429;

  private static final long INIT_SECONDS = 10;
  private static final String BEARER = "bearer ";
  private static final int MAX_ID_CHARS = 128;

  private final GraphQlEngine engine;
  private final Credentials credentials;
  private final Executor threads;

  GraphQlSocket(GraphQlEngine engine, Credentials credentials, Executor threads) {
    this.engine = engine;
    this.credentials = credentials;
    this.threads = threads;
  }

  @Override
  public void handle(HttpExchange exchange) {
    String offered = exchange.header("Sec-WebSocket-Protocol");
    if (offered == null || !List.of(offered.split("\\s*,\\s*")).contains(PROTOCOL)) {
      exchange.respondProblem(
          426, "upgrade_required", "Queries are posted here; a WebSocket speaks " + PROTOCOL + ".");
      return;
    }
    InetAddress remote = exchange.remote().getAddress();
    String agent = exchange.header("User-Agent");
    ApiCall.Origin origin =
        new ApiCall.Origin(remote.getHostAddress(), agent == null ? "" : agent, null);
    exchange.respondWebSocket(PROTOCOL, peer -> new Conversation(peer, remote, origin).begin());
  }

  /** One client. Confined to its loop, save where it says so. */
  private final class Conversation implements WebSocketListener, SocketLogin.Listener {
    private final WebSocketPeer peer;
    private final SocketLogin login;
    private final ApiCall.Origin origin;
    private final Map<String, Run> running = new HashMap<>();
    private boolean asked;

    Conversation(WebSocketPeer peer, InetAddress remote, ApiCall.Origin origin) {
      this.peer = peer;
      this.origin = origin;
      login = new SocketLogin(peer, remote, credentials, threads, this);
    }

    Conversation begin() {
      login.begin(
          () -> {
            if (!asked) {
              peer.close(INIT_TIMEOUT, "Connection initialisation timeout");
            }
          },
          INIT_SECONDS);
      return this;
    }

    @Override
    public void text(String text) {
      Object parsed;
      try {
        parsed = JsonTree.parse(text);
      } catch (IOException e) {
        peer.close(MALFORMED, "Invalid message");
        return;
      }
      if (!(parsed instanceof Map<?, ?> message) || !(message.get("type") instanceof String type)) {
        peer.close(MALFORMED, "Invalid message");
        return;
      }
      switch (type) {
        case "connection_init" -> init(message.get("payload"));
        case "ping" -> peer.send(JsonText.of(Map.of("type", "pong")));
        case "pong" -> {
          // Heard is all that it says.
        }
        case "subscribe" -> subscribe(message);
        case "complete" -> complete(message.get("id"));
        default -> peer.close(MALFORMED, "Invalid message");
      }
    }

    private void init(@Nullable Object payload) {
      if (asked) {
        peer.close(TOO_MANY_INITS, "Too many initialisation requests");
        return;
      }
      asked = true;
      String authorization = "";
      if (payload instanceof Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if ("authorization".equalsIgnoreCase(String.valueOf(entry.getKey()))
              && entry.getValue() instanceof String text) {
            authorization = text;
          }
        }
      }
      login.authenticate(
          authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
              ? authorization.substring(BEARER.length()).strip()
              : "");
    }

    @Override
    public void known(Caller caller, boolean first) {
      if (first) {
        peer.send(JsonText.of(Map.of("type", "connection_ack")));
      }
    }

    @Override
    public void unknown(boolean first) {
      peer.close(first ? FORBIDDEN : UNAUTHORIZED, first ? "Forbidden" : "Unauthorized");
    }

    private void subscribe(Map<?, ?> message) {
      Caller known = login.caller();
      if (known == null) {
        peer.close(UNAUTHORIZED, "Unauthorized");
      } else if (!(message.get("id") instanceof String id)
          || id.isEmpty()
          || id.length() > MAX_ID_CHARS) {
        peer.close(MALFORMED, "Invalid message");
      } else if (running.containsKey(id)) {
        peer.close(DUPLICATE, "Subscriber already exists");
      } else if (running.size() >= MAX_RUNNING) {
        peer.close(WebSocketPeer.POLICY, "too many queries");
      } else {
        GraphQlEngine.Query query;
        try {
          query = GraphQlRequest.of(message.get("payload"));
        } catch (ControlException e) {
          peer.close(MALFORMED, "Invalid message");
          return;
        }
        Run run = new Run(id, this);
        running.put(id, run);
        threads.execute(
            () -> {
              var _ =
                  engine
                      .run(query, known, origin)
                      .whenComplete(
                          (result, failure) ->
                              peer.loop().execute(() -> run.answered(result, failure)));
            });
      }
    }

    private void complete(@Nullable Object id) {
      Run run = running.remove(String.valueOf(id));
      if (run != null) {
        run.cancel();
      }
    }

    @Override
    public void closed() {
      login.end();
      List.copyOf(running.values()).forEach(Run::cancel);
      running.clear();
    }
  }

  /** One query of a client. Confined to its loop, save where it says so. */
  private static final class Run implements Subscriber<ExecutionResult> {
    /** Answers that may be on their way to the loop. */
    private static final long WINDOW = 64;

    private final String id;
    private final Conversation conversation;
    private @Nullable Subscription subscription;
    private boolean over;

    Run(String id, Conversation conversation) {
      this.id = id;
      this.conversation = conversation;
    }

    void answered(@Nullable ExecutionResult result, @Nullable Throwable failure) {
      if (over) {
        return;
      }
      if (result == null) {
        end("error", List.of(Map.of("message", Problem.of(cause(failure)).detail())));
        return;
      }
      Object data = result.getErrors().isEmpty() ? result.getData() : null;
      if (data instanceof Publisher<?> answers) {
        @SuppressWarnings("unchecked") // What a subscription of the engine gives.
        Publisher<ExecutionResult> typed = (Publisher<ExecutionResult>) answers;
        typed.subscribe(this);
      } else if (result.isDataPresent()) {
        send("next", GraphQlEngine.answer(result));
        end("complete", null);
      } else {
        end("error", GraphQlEngine.answer(result).get("errors"));
      }
    }

    private static Throwable cause(@Nullable Throwable failure) {
      return failure == null ? new IllegalStateException("no answer") : failure;
    }

    void cancel() {
      over = true;
      Subscription held = subscription;
      if (held != null) {
        held.cancel();
      }
    }

    private void end(String type, @Nullable Object payload) {
      if (!over) {
        send(type, payload);
        cancel();
        conversation.running.remove(id, this);
      }
    }

    private void send(String type, @Nullable Object payload) {
      Map<String, Object> message = new HashMap<>();
      message.put("id", id);
      message.put("type", type);
      if (payload != null) {
        message.put("payload", payload);
      }
      conversation.peer.send(JsonText.of(message));
    }

    // From the publisher, on any thread.

    @Override
    public void onSubscribe(Subscription begun) {
      subscription = begun;
      begun.request(WINDOW);
    }

    @Override
    public void onNext(ExecutionResult result) {
      conversation
          .peer
          .loop()
          .execute(
              () -> {
                if (!over) {
                  send("next", GraphQlEngine.answer(result));
                  Subscription held = subscription;
                  if (held != null) {
                    held.request(1);
                  }
                }
              });
    }

    @Override
    public void onError(Throwable failure) {
      conversation
          .peer
          .loop()
          .execute(() -> end("error", List.of(Map.of("message", Problem.of(failure).detail()))));
    }

    @Override
    public void onComplete() {
      conversation.peer.loop().execute(() -> end("complete", null));
    }
  }
}
