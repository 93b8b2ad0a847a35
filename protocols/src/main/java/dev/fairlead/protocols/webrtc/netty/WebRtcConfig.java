package dev.fairlead.protocols.webrtc.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How one server receives. Immutable.
 *
 * @param bind where the port is; port 0 takes any free one
 * @param publicAddresses told to peers in place of this machine's own, for a node behind NAT; may
 *     be empty
 * @param maxSessions that may be open at once
 * @param maxHandshakes that may be under way at once
 */
public record WebRtcConfig(
    InetSocketAddress bind, List<InetAddress> publicAddresses, int maxSessions, int maxHandshakes) {
  /** Ten thousand viewers, as one large event has them. */
  public static final int DEFAULT_MAX_SESSIONS = 20_000;

  /** Handshakes of 100 kB each. */
  public static final int DEFAULT_MAX_HANDSHAKES = 1_000;

  public WebRtcConfig {
    publicAddresses = List.copyOf(publicAddresses);
  }

  /** The same, telling peers these addresses. */
  public WebRtcConfig withPublicAddresses(List<InetAddress> addresses) {
    return new WebRtcConfig(bind, addresses, maxSessions, maxHandshakes);
  }

  /** A port with everything else as it usually is. */
  public static WebRtcConfig at(InetSocketAddress bind) {
    return new WebRtcConfig(bind, List.of(), DEFAULT_MAX_SESSIONS, DEFAULT_MAX_HANDSHAKES);
  }
}
