package dev.fairlead.protocols.ice.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An address at which we can be asked, of component 1: RTP and RTCP share it. Immutable.
 *
 * @param address where
 * @param tcp whether over TCP, to which the peer connects (RFC 6544 §4.5), instead of UDP
 * @param localPreference 0 to 65535: which of our addresses a peer had better take
 */
public record IceCandidate(InetSocketAddress address, boolean tcp, int localPreference) {
  /** RFC 8445 §5.1.2.2: type preference of host candidates. */
  private static final long HOST_PREFERENCE = 126;

  /** RFC 6544 §4.2: over TCP less than any over UDP. */
  private static final long TCP_PREFERENCE = 90;

  private static final int COMPONENT = 1;

  /** RFC 8445 §5.1.2.1. */
  public long priority() {
    return ((tcp ? TCP_PREFERENCE : HOST_PREFERENCE) << 24)
        + ((long) localPreference << 8)
        + (256 - COMPONENT);
  }

  /** The value of the SDP attribute {@code candidate} (RFC 8839 §5.1). */
  public String sdpValue(int foundation) {
    InetAddress ip = address.getAddress();
    String text = ip.getHostAddress();
    int scope = text.indexOf('%');
    return foundation
        + " "
        + COMPONENT
        + (tcp ? " tcp " : " udp ")
        + priority()
        + " "
        + (scope < 0 ? text : text.substring(0, scope))
        + " "
        + address.getPort()
        + " typ host"
        + (tcp ? " tcptype passive" : "");
  }
}
