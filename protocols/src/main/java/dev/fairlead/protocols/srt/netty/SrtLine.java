package dev.fairlead.protocols.srt.netty;

import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.protocols.srt.bridge.SrtEntry;
import dev.fairlead.protocols.srt.bridge.SrtIngest;
import dev.fairlead.protocols.srt.bridge.SrtPlayback;
import dev.fairlead.protocols.srt.bridge.SrtServices;
import dev.fairlead.protocols.srt.core.RedialDelay;
import dev.fairlead.protocols.srt.core.SrtCounter;
import dev.fairlead.protocols.srt.core.SrtSettings;
import dev.fairlead.protocols.srt.wire.SrtAddress;
import dev.fairlead.protocols.transport.EventLoops;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A standing order to fetch from, or send to, an address: calls it, and calls again whenever the
 * call failed or the connection is over. Confined to one loop of its own choice; names are looked
 * up elsewhere, since that may take its time.
 *
 * <p>Who sends calls only while there is something to send, which it looks for once a second.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for what is to be done later.
final class SrtLine {
  private static final long LOOK_MS = 1_000;

  private final EventLoops loops;
  private final EventLoop loop;
  private final SrtServices services;
  private final SrtSettings settings;
  private final SrtAddress address;
  private final Order order;
  private final RandomGenerator random;
  private final RedialDelay delay = new RedialDelay();
  private @Nullable SrtCall call;
  private boolean connected;
  private long connectedNs;
  private boolean closing;

  /** What is to be done. */
  sealed interface Order {
    /**
     * Fetch.
     *
     * @param key under which what comes is published
     */
    record Pull(StreamKey key) implements Order {}

    /**
     * Send.
     *
     * @param playbackId of the broadcast
     */
    record Push(String playbackId) implements Order {}
  }

  SrtLine(
      EventLoops loops,
      SrtServices services,
      SrtAddress address,
      Order order,
      RandomGenerator random) {
    this.loops = loops;
    this.services = services;
    this.address = address;
    this.order = order;
    this.random = random;
    loop = loops.group().next();
    settings = settings(services.settings(), address);
  }

  private static SrtSettings settings(SrtSettings base, SrtAddress address) {
    SrtSettings own = base.withPassphrase(address.passphrase(), address.keyBytes(), base.cipher());
    return address.latencyMs() == SrtAddress.UNSET
        ? own
        : own.withReceiveLatencyMs(address.latencyMs()).withSendLatencyMs(address.latencyMs());
  }

  /** Begins. Any thread. */
  void start() {
    loop.execute(this::next);
  }

  /** Hangs up for good. Any thread; the future says when the good-bye is on its way. */
  Future<?> close() {
    return loop.submit(
        () -> {
          closing = true;
          SrtCall current = call;
          if (current != null) {
            current.hangUp();
          }
        });
  }

  private void next() {
    if (closing) {
      return;
    }
    switch (order) {
      case Order.Pull pull -> lookUp();
      case Order.Push push -> lookUpWhenLive(push);
    }
  }

  private void lookUpWhenLive(Order.Push push) {
    services
        .gate()
        .check(
            new PlayRequest(
                Protocol.SRT,
                push.playbackId(),
                InetSocketAddress.createUnresolved(address.host(), address.port()),
                "srt",
                Map.of()))
        .thenAcceptAsync(
            answer -> {
              if (answer instanceof PlayAdmission.Granted granted
                  && services.registry().find(granted.broadcast()) != null) {
                lookUp();
              } else {
                loop.schedule(this::next, LOOK_MS, TimeUnit.MILLISECONDS);
              }
            },
            loop);
  }

  private void lookUp() {
    Thread.startVirtualThread(
        () -> {
          InetAddress found = null;
          try {
            found = InetAddress.getByName(address.host());
          } catch (UnknownHostException e) {
            // There may be one later.
          }
          InetAddress host = found;
          loop.execute(() -> dial(host));
        });
  }

  private void dial(@Nullable InetAddress host) {
    if (closing) {
      return;
    }
    if (host == null) {
      services.counters().increment(SrtCounter.CALLS_UNRESOLVED);
      again(0);
      return;
    }
    // Opening a socket waits for its loop, so another thread does it.
    Thread.startVirtualThread(() -> open(new InetSocketAddress(host, address.port())));
  }

  private void open(InetSocketAddress remote) {
    SrtCall made;
    try {
      made =
          new SrtCall(
              loops,
              loop,
              remote,
              settings,
              address.streamId(),
              services.counters(),
              random,
              this::connected,
              this::over);
    } catch (IOException e) {
      loop.execute(() -> again(0));
      return;
    }
    SrtCall ready = made;
    loop.execute(
        () -> {
          call = ready;
          connected = false;
          if (closing) {
            ready.hangUp();
          } else {
            ready.begin();
          }
        });
  }

  private void connected(SrtEntry entry) {
    connected = true;
    connectedNs = System.nanoTime();
    switch (order) {
      case Order.Pull pull -> new SrtIngest(services, entry).ask(pull.key());
      case Order.Push push -> new SrtPlayback(services, entry).ask(push.playbackId(), Map.of());
    }
  }

  private void over() {
    call = null;
    again(connected ? System.nanoTime() - connectedNs : 0);
  }

  private void again(long lastedNs) {
    if (!closing) {
      loop.schedule(this::next, delay.ended(lastedNs), TimeUnit.MILLISECONDS);
    }
  }
}
