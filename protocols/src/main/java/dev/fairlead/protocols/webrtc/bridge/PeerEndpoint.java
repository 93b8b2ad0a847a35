package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.protocols.srtp.core.SrtpEngine;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/** One loop's end of the port that all sessions share. Confined to that loop, but for the loop. */
public interface PeerEndpoint {
  /** The loop. Any thread may ask. */
  EventLoop loop();

  /** Sends one datagram with the next flush; one reference is taken over. */
  void send(ByteBuf datagram, InetSocketAddress to);

  /**
   * Sends datagrams that lie one behind the other, with the next flush; one reference is taken
   * over.
   *
   * @param segmentBytes length of each but the last, which may be shorter
   */
  void sendBurst(ByteBuf datagrams, int segmentBytes, InetSocketAddress to);

  /** Hands everything sent so far to the kernel. */
  void flush();

  /** Ciphers for the sessions of this loop. */
  SrtpEngine srtp();

  /** A buffer for one packet that was opened; empty, and good until the next call. */
  ByteBuf opened();

  /** The viewers of this loop. */
  PlayGroups groups();

  /** What comes from {@code path} belongs to {@code session} from now on. */
  void bind(UdpPath path, PeerSession session);

  /** What comes from {@code path} no longer belongs to {@code session}. */
  void unbind(UdpPath path, PeerSession session);

  /** Rings the session at {@code deadlineNs}, instead of whenever it was to be rung before. */
  void ringAt(PeerAlarm alarm, long deadlineNs);

  /** Makes what {@link #ringAt} takes. */
  PeerAlarm alarm(PeerSession session);

  /** One session's deadline at one endpoint. */
  interface PeerAlarm {}
}
