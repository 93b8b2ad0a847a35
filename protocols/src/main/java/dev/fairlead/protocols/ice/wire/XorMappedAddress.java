package dev.fairlead.protocols.ice.wire;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The address that a request came from, as the answerer saw it (RFC 8489 §14.2). Stateless.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0 0 0 0 0 0 0|    Family     |         X-Port                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                X-Address (Variable)
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class XorMappedAddress {
  static final int IPV4_BYTES = 8;
  static final int IPV6_BYTES = 20;

  private static final int FAMILY_IPV4 = 1;
  private static final int FAMILY_IPV6 = 2;

  private XorMappedAddress() {}

  /** Writes the value; cookie and transaction id stand at {@code start} + 4 of {@code out}. */
  static void write(ByteBuf out, int start, InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    out.writeByte(0);
    out.writeByte(ip.length == 4 ? FAMILY_IPV4 : FAMILY_IPV6);
    out.writeShort(address.getPort() ^ (StunMessage.MAGIC_COOKIE >>> 16));
    for (int i = 0; i < ip.length; i++) {
      out.writeByte(ip[i] ^ out.getByte(start + 4 + i));
    }
  }

  static @Nullable InetSocketAddress read(ByteBuf bytes, int start, int at, int valueBytes) {
    int family = bytes.getByte(at + 1);
    int port = bytes.getUnsignedShort(at + 2) ^ (StunMessage.MAGIC_COOKIE >>> 16);
    byte[] ip = new byte[valueBytes - 4];
    if (ip.length != (family == FAMILY_IPV4 ? 4 : family == FAMILY_IPV6 ? 16 : 0)) {
      return null;
    }
    for (int i = 0; i < ip.length; i++) {
      ip[i] = (byte) (bytes.getByte(at + 4 + i) ^ bytes.getByte(start + 4 + i));
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static int valueBytes(InetSocketAddress address) {
    return address.getAddress().getAddress().length == 4 ? IPV4_BYTES : IPV6_BYTES;
  }
}
