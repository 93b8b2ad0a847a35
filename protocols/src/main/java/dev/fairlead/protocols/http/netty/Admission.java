package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps the number of connections within limits, in all and per client address. Any thread. */
final class Admission {
  private final Service service;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> openByAddress = new ConcurrentHashMap<>();

  Admission(Service service) {
    this.service = service;
  }

  /** Counts a new connection until it closes; one too many is closed at once. */
  boolean admit(Channel channel) {
    service.count(HttpCounter.CONNECTIONS_ACCEPTED);
    HttpLimits limits = service.config().limits();
    if (open.incrementAndGet() > limits.maxConnections()) {
      open.decrementAndGet();
      service.count(HttpCounter.CONNECTION_LIMIT);
      refuse(channel);
      return false;
    }
    InetAddress address = addressOf(channel);
    boolean counted = address != null && !service.isTrusted(address);
    Long key = address == null ? Long.valueOf(0) : key(address);
    if (counted && openByAddress.merge(key, 1, Integer::sum) > limits.maxConnectionsPerAddress()) {
      forget(key);
      open.decrementAndGet();
      service.count(HttpCounter.ADDRESS_LIMIT);
      refuse(channel);
      return false;
    }
    service.count(HttpCounter.CONNECTIONS_OPEN);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              open.decrementAndGet();
              service.count(HttpCounter.CONNECTIONS_OPEN, -1);
              if (counted) {
                forget(key);
              }
            });
    return true;
  }

  private void forget(Long key) {
    openByAddress.computeIfPresent(key, (each, count) -> count == 1 ? null : count - 1);
  }

  /** Resets, so that a flood leaves no sockets behind in TIME_WAIT. */
  @SuppressWarnings("FutureReturnValueIgnored") // Nothing follows a close.
  private static void refuse(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  private static @Nullable InetAddress addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress socket ? socket.getAddress() : null;
  }

  /** One IPv4 address, or one IPv6 network of 64 bits: a household has a whole one. */
  private static Long key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt())
        : ByteBuffer.wrap(bytes).getLong();
  }
}
