package dev.fairlead.protocols.testkit;

import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.protocols.delivery.Delivery;
import dev.fairlead.protocols.http.HttpHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A node without sockets: event loops run by hand on the test's thread, with a clock set by hand,
 * broadcasts put in by hand, and requests matched against the routes under test.
 */
public final class ViewerRig {
  private final Map<BroadcastKey, PackagedBroadcast> broadcasts = new HashMap<>();
  private final Map<String, HttpHandler> routes = new LinkedHashMap<>();
  private final List<EmbeddedChannel> loops = new ArrayList<>();
  private final RecordingPolicy policy = new RecordingPolicy();
  private final List<SessionEvent> events = new ArrayList<>();
  private CompletionStage<Void> sinkAnswer = CompletableFuture.completedFuture(null);
  private final Delivery delivery;

  /** With one loop. */
  public ViewerRig() {
    SessionGate gate =
        new SessionGate(
            policy,
            event -> {
              events.add(event);
              return sinkAnswer;
            },
            () -> Instant.EPOCH);
    delivery = new Delivery(gate, broadcasts::get);
    addLoop();
  }

  /** Leads to the broadcasts put in. */
  public Delivery delivery() {
    return delivery;
  }

  /** Takes routes. */
  public BiConsumer<String, HttpHandler> routes() {
    return routes::put;
  }

  /** Decides. */
  public RecordingPolicy policy() {
    return policy;
  }

  /** What was told of sessions so far. */
  public List<SessionEvent> events() {
    return events;
  }

  /** Events are as safe as {@code stage} from now on. */
  public void sinkAnswers(CompletionStage<Void> stage) {
    sinkAnswer = stage;
  }

  /** The time on the loops. */
  public long nowNs() {
    return loops.getFirst().eventLoop().ticker().nanoTime();
  }

  /** Adds a loop; returns its number. */
  public int addLoop() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    loops.add(channel);
    return loops.size() - 1;
  }

  /** Puts a broadcast under its key; playback ids are keys here. */
  public void live(PackagedBroadcast broadcast) {
    broadcasts.put(broadcast.key(), broadcast);
  }

  /** Forgets a broadcast. */
  public void gone(PackagedBroadcast broadcast) {
    broadcasts.remove(broadcast.key());
  }

  /** A GET on the first loop, dispatched. */
  public RecordingExchange get(String target) {
    return send(request(0, "GET", target));
  }

  /** A request not yet dispatched. */
  public RecordingExchange request(int loop, String method, String target) {
    return new RecordingExchange(loops.get(loop).eventLoop(), method, target);
  }

  /** Dispatches a request to the route that matches. */
  public RecordingExchange send(RecordingExchange exchange) {
    for (Map.Entry<String, HttpHandler> route : routes.entrySet()) {
      if (exchange.matches(route.getKey())) {
        route.getValue().handle(exchange);
        return exchange;
      }
    }
    throw new AssertionError("no route for " + exchange.path());
  }

  /** Runs what waits on all loops. */
  public void run() {
    loops.forEach(EmbeddedChannel::runPendingTasks);
  }

  /** Lets time pass on all loops, in steps short enough for every timer. */
  public void pass(long durationMs) {
    long stepMs = 10;
    for (long passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
      for (EmbeddedChannel loop : loops) {
        loop.advanceTimeBy(Math.min(stepMs, durationMs - passedMs), TimeUnit.MILLISECONDS);
        loop.runScheduledPendingTasks();
        loop.runPendingTasks();
      }
    }
  }

  /** Grants by default; remembers what it was asked. */
  public static final class RecordingPolicy implements AccessPolicy {
    private final List<PlayRequest> asked = new ArrayList<>();
    private CompletionStage<PlayAdmission> answer = CompletableFuture.completedFuture(null);
    private boolean granting = true;
    private String tenant = "tenant";

    /** What was asked so far. */
    public List<PlayRequest> asked() {
      return asked;
    }

    /** Grants from now on, in the name of {@code owner}. */
    public void grant(String owner) {
      tenant = owner;
      granting = true;
    }

    /** Refuses from now on. */
    public void refuse(RefusalReason reason) {
      answer(CompletableFuture.completedFuture(new PlayAdmission.Refused(reason, "No.")));
    }

    /** Answers everything with {@code stage} from now on. */
    public void answer(CompletionStage<PlayAdmission> stage) {
      answer = stage;
      granting = false;
    }

    @Override
    public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
      throw new AssertionError("nobody publishes here");
    }

    @Override
    public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
      asked.add(request);
      if (!granting) {
        return answer;
      }
      return CompletableFuture.completedFuture(
          new PlayAdmission.Granted(new TenantId(tenant), new BroadcastKey(request.playbackId())));
    }
  }
}
