package dev.fairlead.protocols.progressive;

import dev.fairlead.media.bridge.SoundProfile;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.broadcast.EndReason;
import dev.fairlead.media.broadcast.Publisher;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.broadcast.PublisherListener;
import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.media.session.SessionEvent;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import dev.fairlead.protocols.egress.EgressConfig;
import dev.fairlead.protocols.egress.FanOut;
import dev.fairlead.protocols.egress.FlushWindow;
import dev.fairlead.protocols.egress.WireMuxer;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.http.netty.HttpServer;
import dev.fairlead.protocols.transport.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server of one progressive format on a free port, and a publisher to feed it. */
final class ProgressiveNode implements AutoCloseable {
  static final String HEADER = "HEADER";

  private final EventLoops loops = new EventLoops(1);
  private final BroadcastRegistry registry = new BroadcastRegistry(BroadcastLimits.DEFAULT);
  private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
  final FanOut fanOut = new FanOut(EgressConfig.DEFAULT.withWindow(FlushWindow.PER_FRAME));
  private final HttpServer server;
  private final URI uri;
  private Publisher publisher;
  private Track track;

  ProgressiveNode() throws IOException {
    SessionGate gate =
        new SessionGate(
            new Policy(),
            event -> {
              events.add(event);
              return CompletableFuture.completedFuture(null);
            },
            InstantSource.system());
    ProgressiveFormat format =
        new ProgressiveFormat(
            "bin",
            "application/x-test",
            Protocol.FLV,
            any -> true,
            SoundProfile.ORIGINAL,
            SoundProfile.ORIGINAL,
            sound -> new NumberMuxer());
    HttpRouter router =
        HttpRouter.builder()
            .add(new ProgressiveHandler(format, gate, registry, fanOut).route())
            .build();
    server = new HttpServer(loops, HttpConfig.DEFAULT, router, HttpAccessLog.NONE);
    InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
    uri = URI.create("http://127.0.0.1:" + address.getPort());
  }

  URI uri() {
    return uri;
  }

  List<SessionEvent> events() {
    return List.copyOf(events);
  }

  SessionEvent.Closed awaitClosed() throws InterruptedException {
    while (true) {
      SessionEvent event = events.poll(5, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("the session was not closed in time");
      }
      if (event instanceof SessionEvent.Closed closed) {
        return closed;
      }
    }
  }

  void publishAs(String key) {
    CompletableFuture<Publisher> granted = new CompletableFuture<>();
    registry.claim(
        new BroadcastKey(key),
        new TenantId("tenant"),
        new PublisherClaim(
            loops.group().next(),
            new PublisherListener() {
              @Override
              public void granted(Publisher write, boolean resumed) {
                track =
                    write.addTrack(
                        new VideoFormat(
                            Codec.H264,
                            1_000,
                            CodecConfiguration.NONE,
                            "avc1",
                            16,
                            16,
                            1,
                            1,
                            FrameRate.UNKNOWN),
                        "");
                granted.complete(write);
              }

              @Override
              public void refused() {}

              @Override
              public void evicted(Eviction reason) {}
            },
            false));
    publisher = granted.orTimeout(5, TimeUnit.SECONDS).join();
  }

  /** Publishes one picture and returns when it is on the bus. */
  void publish(int number, boolean key, int bytes) {
    if (publisher == null) {
      publishAs("known");
    }
    onLoop(
        () -> {
          ByteBuf payload = ByteBufAllocator.DEFAULT.directBuffer(bytes + 4);
          payload.writeInt(number).writeZero(bytes);
          publisher.publish(track, number * 33L, 0, key ? Sample.RANDOM_ACCESS : 0, 0, payload);
          publisher.flush();
        });
  }

  void end(EndReason reason) {
    onLoop(() -> publisher.end(reason));
  }

  private void onLoop(Runnable task) {
    try {
      loops.group().next().submit(task).get(5, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (publisher != null) {
      end(EndReason.SHUTDOWN);
    }
    server.close();
    loops.close();
  }

  /** Knows {@code known}, {@code idle} and {@code later}; {@code secret} is not for everyone. */
  private static final class Policy implements AccessPolicy {
    @Override
    public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
      throw new AssertionError("nobody publishes through the gate here");
    }

    @Override
    public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
      return CompletableFuture.completedFuture(
          switch (request.playbackId()) {
            case "known", "idle", "later" ->
                new PlayAdmission.Granted(
                    new TenantId("tenant"), new BroadcastKey(request.playbackId()));
            case "secret" -> new PlayAdmission.Refused(RefusalReason.FORBIDDEN, "Not for you.");
            default -> new PlayAdmission.Refused(RefusalReason.UNKNOWN, "No such thing.");
          });
    }
  }

  /** Length, number, zeros. */
  private static final class NumberMuxer implements WireMuxer {
    @Override
    public void tracks(List<Track> tracks) {}

    @Override
    public void writeHeader(ByteBuf out) {
      out.writeCharSequence(HEADER, StandardCharsets.US_ASCII);
    }

    @Override
    public boolean writeTrackChange(ByteBuf out) {
      return true;
    }

    @Override
    public void writeSample(Sample sample, ByteBuf out) {
      out.writeInt(sample.payloadBytes() - 4);
      out.writeBytes(sample.payload(), sample.payload().readerIndex(), sample.payloadBytes());
    }

    @Override
    public void writeEnd(ByteBuf out) {}
  }
}
