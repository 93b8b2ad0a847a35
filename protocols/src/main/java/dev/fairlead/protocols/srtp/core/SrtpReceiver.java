package dev.fairlead.protocols.srtp.core;

import dev.fairlead.protocols.srtp.wire.SrtpLayout;
import io.netty.buffer.ByteBuf;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens what one session receives. Confined to its loop.
 *
 * <p>The order is that of RFC 3711 §3.3: replay before authentication, because it is cheap;
 * authentication before anything is remembered, because what is not authentic must leave no trace.
 */
public final class SrtpReceiver {
  /** Sources of one peer: six simulcast layers with their repetitions, sound, and restarts. */
  static final int MAX_SOURCES = 64;

  private final PacketTransform rtp;
  private final PacketTransform rtcp;
  private final SrtpProfile profile;
  private final Int2ObjectHashMap<ReplayWindow> rtpWindows = new Int2ObjectHashMap<>();
  private final Int2ObjectHashMap<ReplayWindow> rtcpWindows = new Int2ObjectHashMap<>();

  public SrtpReceiver(SrtpEngine engine, MasterKey master) {
    profile = master.profile();
    rtp = engine.rtp(master);
    rtcp = engine.rtcp(master);
  }

  /**
   * Opens one packet.
   *
   * @param packet its readable bytes; borrowed, not changed
   * @param plain header and payload are written to it when the verdict is DONE
   */
  public SrtpVerdict openRtp(ByteBuf packet, ByteBuf plain) {
    int at = packet.readerIndex();
    int bytes = packet.readableBytes();
    if (bytes > SrtpEngine.MAX_PACKET_BYTES) {
      return SrtpVerdict.TOO_LONG;
    }
    int headerBytes = SrtpLayout.headerBytes(packet, at, bytes);
    if (headerBytes == SrtpLayout.MALFORMED || bytes < headerBytes + profile.tagBytes()) {
      return SrtpVerdict.MALFORMED;
    }
    int ssrc = SrtpLayout.ssrc(packet, at);
    ReplayWindow window = rtpWindows.get(ssrc);
    if (window == null && rtpWindows.size() == MAX_SOURCES) {
      return SrtpVerdict.TOO_MANY_SOURCES;
    }
    long highest = window == null ? PacketIndex.NONE : window.highest();
    long index = PacketIndex.guess(highest, SrtpLayout.sequence(packet, at));
    if (index < 0 || (window != null && !window.isNew(index))) {
      return SrtpVerdict.REPLAYED;
    }
    if (index > PacketIndex.MAX) {
      return SrtpVerdict.KEY_USED_UP;
    }
    if (!rtp.openRtp(packet, at, bytes, headerBytes, ssrc, index, plain)) {
      return SrtpVerdict.NOT_AUTHENTIC;
    }
    accept(rtpWindows, window, ssrc, index);
    return SrtpVerdict.DONE;
  }

  /**
   * Opens a compound packet.
   *
   * @param packet its readable bytes; borrowed, not changed
   * @param plain the packet is written to it when the verdict is DONE
   */
  public SrtpVerdict openRtcp(ByteBuf packet, ByteBuf plain) {
    int at = packet.readerIndex();
    int bytes = packet.readableBytes();
    if (bytes > SrtpEngine.MAX_PACKET_BYTES) {
      return SrtpVerdict.TOO_LONG;
    }
    int overheadBytes = profile.tagBytes() + SrtpLayout.RTCP_INDEX_BYTES;
    if (!SrtpLayout.isRtcp(packet, at, bytes - overheadBytes)) {
      return SrtpVerdict.MALFORMED;
    }
    int ssrc = SrtpLayout.rtcpSsrc(packet, at);
    int indexWord = packet.getInt(at + bytes - rtcpIndexFromEnd());
    long index = indexWord & PacketIndex.MAX_RTCP;
    ReplayWindow window = rtcpWindows.get(ssrc);
    if (window == null && rtcpWindows.size() == MAX_SOURCES) {
      return SrtpVerdict.TOO_MANY_SOURCES;
    }
    if (window != null && !window.isNew(index)) {
      return SrtpVerdict.REPLAYED;
    }
    if (!rtcp.openRtcp(packet, at, bytes, ssrc, indexWord, plain)) {
      return SrtpVerdict.NOT_AUTHENTIC;
    }
    accept(rtcpWindows, window, ssrc, index);
    return SrtpVerdict.DONE;
  }

  /** AES-GCM has its tag before the index, HMAC behind it. */
  private int rtcpIndexFromEnd() {
    return profile.authKeyBytes() == 0
        ? SrtpLayout.RTCP_INDEX_BYTES
        : SrtpLayout.RTCP_INDEX_BYTES + profile.tagBytes();
  }

  private static void accept(
      Int2ObjectHashMap<ReplayWindow> windows, @Nullable ReplayWindow known, int ssrc, long index) {
    ReplayWindow window = known;
    if (window == null) {
      window = new ReplayWindow();
      windows.put(ssrc, window);
    }
    window.accept(index);
  }
}
