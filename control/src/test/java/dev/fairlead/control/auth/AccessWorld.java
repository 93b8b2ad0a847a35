package dev.fairlead.control.auth;

import dev.fairlead.control.outbound.AddressGuard;
import dev.fairlead.control.outbound.OutboundHttp;
import dev.fairlead.control.session.SessionRegistry;
import dev.fairlead.control.stream.KeyRecord;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.media.session.Admitted;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.protocols.http.AddressBlock;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A store with one tenant and one stream, and everything that decides about admissions. */
public final class AccessWorld implements AutoCloseable {
  public final ControlServices services;
  public final SessionRegistry sessions;
  public final StoreAccess access;
  public final SessionReview review;
  public final SessionGate gate;
  public final OutboundHttp http;
  public final Tenant tenant;
  public final LiveStream stream;
  public final KeyRecord key;
  private final AtomicLong shiftNs = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** Over a fresh store. */
  public AccessWorld(String url, Path folder) throws IOException {
    Files.createDirectories(folder);
    InstantSource clock = InstantSource.system();
    services = ControlServices.open(url, folder, clock);
    sessions =
        new SessionRegistry(event -> CompletableFuture.completedFuture(null), this::nanoTime);
    http =
        new OutboundHttp(
            loops, NioSocketChannel.class, new AddressGuard(AddressBlock.LOOPBACK), threads);
    access =
        new StoreAccess(
            false,
            services.database(),
            services.streams(),
            sessions,
            services.names(),
            new PlaybackWebhook(http, clock),
            threads,
            clock,
            this::nanoTime);
    review =
        new SessionReview(
            access, sessions, services.database(), services.revision(), threads, this::nanoTime);
    services.changes().addListener(review);
    sessions.addListener(review);
    gate = new SessionGate(access, sessions, sessions, clock);
    tenant = services.tenants().create(Actor.NODE, "a", Tenant.Tier.FREE, Tenant.Limits.DEFAULT);
    stream = services.streams().create(tenant.id(), Actor.NODE, Streams.Fresh.named("main"));
    key = services.streams().keys(tenant.id()).list(tenant.id(), stream.id()).getFirst();
  }

  private long nanoTime() {
    return System.nanoTime() + shiftNs.get();
  }

  /** Time passes. */
  public void pass(Duration time) {
    shiftNs.addAndGet(time.toNanos());
    access.advance();
  }

  /** Asks the policy. */
  public PublishAdmission publish(String secret) {
    return await(access.admitPublish(request(secret)).toCompletableFuture());
  }

  /** Asks through the gate, and leaves again. */
  public PublishAdmission gatePublish(String secret) {
    return switch (await(gate.publish(request(secret)).toCompletableFuture())) {
      case Admitted.Yes<PublishAdmission.Granted> yes -> {
        yes.session().close(UsageCounters.ZERO, "test");
        yield yes.grant();
      }
      case Admitted.No<PublishAdmission.Granted> no ->
          new PublishAdmission.Refused(no.reason(), no.text());
    };
  }

  /** Begins a session, null when refused. */
  public @Nullable Session openPublisher(String secret) {
    return await(gate.publish(request(secret)).toCompletableFuture())
            instanceof Admitted.Yes<PublishAdmission.Granted> yes
        ? yes.session()
        : null;
  }

  /** Begins a session, null when refused. */
  public @Nullable Session openViewer(String playbackId) {
    return await(gate.play(request("a", playbackId, "127.0.0.1", "", "")).toCompletableFuture())
            instanceof Admitted.Yes<PlayAdmission.Granted> yes
        ? yes.session()
        : null;
  }

  private static PublishRequest request(String secret) {
    return new PublishRequest(
        Protocol.RTMP, new StreamKey(secret), new InetSocketAddress("127.0.0.1", 5), "");
  }

  public PlayAdmission play(String playbackId) {
    return playFrom(playbackId, "127.0.0.1", "");
  }

  public PlayAdmission playFrom(String playbackId, String address, String page) {
    return await(
        access.admitPlay(request("a", playbackId, address, "", page)).toCompletableFuture());
  }

  public PlayAdmission playWith(String playbackId, String token) {
    return await(
        access.admitPlay(request("a", playbackId, "127.0.0.1", token, "")).toCompletableFuture());
  }

  public PlayAdmission poll(String agent, String playbackId) {
    return pollWith(agent, playbackId, "");
  }

  public PlayAdmission pollWith(String agent, String playbackId, String token) {
    return await(
        gate.check(request(agent, playbackId, "127.0.0.1", token, "")).toCompletableFuture());
  }

  private static PlayRequest request(
      String agent, String playbackId, String address, String token, String page) {
    return new PlayRequest(
        Protocol.HLS,
        playbackId,
        new InetSocketAddress(InetAddress.ofLiteral(address), 5),
        agent,
        token.isEmpty() ? Map.of() : Map.of("jwt", token),
        "",
        page);
  }

  private static <T> T await(CompletableFuture<T> answer) {
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Sessions under way. */
  public List<String> sessionIds() {
    return sessions.of(tenant.id()).stream()
        .map(session -> session.opened().session().value())
        .toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    services.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
