package dev.fairlead.protocols.srtp.core;

import dev.fairlead.protocols.srtp.wire.SrtpLayout;
import io.netty.buffer.ByteBuf;

/**
 * Protects what one session sends. Confined to its loop. Nothing of its own is allocated for a
 * packet.
 */
public final class SrtpSender {
  /** Sources that we send by: sound, pictures, and their repetitions, with room to spare. */
  static final int MAX_SOURCES = 16;

  private final PacketTransform rtp;
  private final PacketTransform rtcp;
  private final SrtpProfile profile;

  private final int[] ssrcs = new int[MAX_SOURCES];
  private final long[] highest = new long[MAX_SOURCES];
  private int sources;
  private long rtcpIndex;

  public SrtpSender(SrtpEngine engine, MasterKey master) {
    profile = master.profile();
    rtp = engine.rtp(master);
    rtcp = engine.rtcp(master);
  }

  /** What a packet grows by. */
  public int rtpOverheadBytes() {
    return profile.tagBytes();
  }

  /** What an RTCP packet grows by. */
  public int rtcpOverheadBytes() {
    return profile.tagBytes() + SrtpLayout.RTCP_INDEX_BYTES;
  }

  /**
   * Protects one packet.
   *
   * @param out holds the whole RTP header from {@code headerAt} on, up to its writer index; the
   *     encrypted payload and the tag are written behind it
   * @param payload shared by many sessions; not changed
   */
  public SrtpVerdict protectRtp(
      ByteBuf out, int headerAt, ByteBuf payload, int payloadAt, int payloadBytes) {
    int headerBytes = out.writerIndex() - headerAt;
    if (headerBytes + payloadBytes + profile.tagBytes() > SrtpEngine.MAX_PACKET_BYTES) {
      return SrtpVerdict.TOO_LONG;
    }
    int ssrc = SrtpLayout.ssrc(out, headerAt);
    int source = source(ssrc);
    if (source == MAX_SOURCES) {
      return SrtpVerdict.TOO_MANY_SOURCES;
    }
    long index = PacketIndex.guess(highest[source], SrtpLayout.sequence(out, headerAt));
    if (index < 0) {
      return SrtpVerdict.REPLAYED;
    }
    if (index > PacketIndex.MAX) {
      return SrtpVerdict.KEY_USED_UP;
    }
    highest[source] = Math.max(highest[source], index);
    rtp.sealRtp(out, headerAt, ssrc, index, payload, payloadAt, payloadBytes);
    return SrtpVerdict.DONE;
  }

  private int source(int ssrc) {
    for (int i = 0; i < sources; i++) {
      if (ssrcs[i] == ssrc) {
        return i;
      }
    }
    if (sources < MAX_SOURCES) {
      ssrcs[sources] = ssrc;
      highest[sources] = PacketIndex.NONE;
      sources++;
      return sources - 1;
    }
    return MAX_SOURCES;
  }

  /**
   * Protects a compound packet.
   *
   * @param packet its readable bytes; not changed
   * @param out the protected packet is written behind what it holds
   */
  public SrtpVerdict protectRtcp(ByteBuf packet, ByteBuf out) {
    int bytes = packet.readableBytes();
    if (!SrtpLayout.isRtcp(packet, packet.readerIndex(), bytes)) {
      return SrtpVerdict.MALFORMED;
    }
    if (bytes + rtcpOverheadBytes() > SrtpEngine.MAX_PACKET_BYTES) {
      return SrtpVerdict.TOO_LONG;
    }
    if (rtcpIndex > PacketIndex.MAX_RTCP) {
      return SrtpVerdict.KEY_USED_UP;
    }
    int ssrc = SrtpLayout.rtcpSsrc(packet, packet.readerIndex());
    rtcp.sealRtcp(packet, ssrc, rtcpIndex, out);
    rtcpIndex++;
    return SrtpVerdict.DONE;
  }
}
