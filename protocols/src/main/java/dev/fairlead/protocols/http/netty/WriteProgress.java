package dev.fairlead.protocols.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * How much of what was written to a connection its socket has accepted. Confined to its event loop.
 *
 * <p>Nothing is attached to single writes, so that they cost nothing; what still waits is counted
 * in the channel's queue when somebody asks. Under TLS the queue holds encrypted bytes, a little
 * more.
 */
final class WriteProgress {
  private final Channel channel;
  private long queuedBytes;
  private long flushedBytes;
  private long acceptedBytes;
  private long acceptedAtLook;
  private long progressNs;

  WriteProgress(Channel channel, long nowNs) {
    this.channel = channel;
    progressNs = nowNs;
  }

  /** So many bytes were handed to the channel. */
  void queued(long bytes) {
    queuedBytes += bytes;
  }

  /** All that was queued is to go out. */
  void flushed() {
    flushedBytes = queuedBytes;
  }

  long queuedBytes() {
    return queuedBytes;
  }

  /** Bytes accepted, as far as can be seen now; after the channel closed, as last seen. */
  long acceptedBytes() {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    if (outbound != null) {
      acceptedBytes = Math.max(acceptedBytes, flushedBytes - waitingBytes(outbound));
    }
    return acceptedBytes;
  }

  private static long waitingBytes(ChannelOutboundBuffer outbound) {
    if (outbound.isEmpty()) {
      return 0;
    }
    long[] waiting = {0};
    try {
      outbound.forEachFlushedMessage(
          message -> {
            waiting[0] += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            return true;
          });
    } catch (Exception e) {
      throw new IllegalStateException("counting does not fail", e);
    }
    return waiting[0];
  }

  /** For how long the client has taken nothing though something waits; 0 when it just did. */
  long stalledNs(long nowNs) {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    long accepted = acceptedBytes();
    if (outbound == null || outbound.isEmpty() || accepted != acceptedAtLook) {
      acceptedAtLook = accepted;
      progressNs = nowNs;
    }
    return nowNs - progressNs;
  }
}
