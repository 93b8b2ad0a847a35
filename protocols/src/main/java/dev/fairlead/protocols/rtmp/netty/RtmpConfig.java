package dev.fairlead.protocols.rtmp.netty;

import dev.fairlead.protocols.rtmp.core.RtmpLimits;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How one RTMP port is served.
 *
 * @param bind where to listen; port 0 takes any free port
 * @param tls makes it RTMPS; null for plain RTMP
 * @param limits of each peer
 * @param maxConnections in all
 * @param maxConnectionsPerAddress from one address; many viewers may share one behind a NAT
 * @param playWaitMs how long a viewer may wait for a broadcast to begin, 0 to refuse at once
 */
public record RtmpConfig(
    InetSocketAddress bind,
    @Nullable SslContext tls,
    RtmpLimits limits,
    int maxConnections,
    int maxConnectionsPerAddress,
    int playWaitMs) {
  /** Plain RTMP with 20,000 connections, 2,000 from one address, and 30 s of patience. */
  public static RtmpConfig plain(InetSocketAddress bind) {
    return new RtmpConfig(bind, null, RtmpLimits.DEFAULT, 20_000, 2_000, 30_000);
  }

  /** The same over TLS. */
  public RtmpConfig withTls(SslContext context) {
    return new RtmpConfig(
        bind, context, limits, maxConnections, maxConnectionsPerAddress, playWaitMs);
  }

  /** The same with other limits. */
  public RtmpConfig withLimits(RtmpLimits other) {
    return new RtmpConfig(bind, tls, other, maxConnections, maxConnectionsPerAddress, playWaitMs);
  }

  /** The same with another patience. */
  public RtmpConfig withPlayWaitMs(int waitMs) {
    return new RtmpConfig(bind, tls, limits, maxConnections, maxConnectionsPerAddress, waitMs);
  }

  /** The same with other bounds on connections. */
  public RtmpConfig withMaxConnections(int inAll, int perAddress) {
    return new RtmpConfig(bind, tls, limits, inAll, perAddress, playWaitMs);
  }
}
