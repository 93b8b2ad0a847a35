package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.protocols.srt.core.PacketSink;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;

/** A peer's side of the port, as the bridge sees it. Confined to its event loop. */
public interface SrtOutlet extends PacketSink {
  /** The loop that everything of this peer runs on. */
  EventLoop loop();

  /** Where the peer is. */
  InetSocketAddress remote();

  /** What was written leaves now. */
  void flush();

  /** A deadline was set outside of the calls for packets and time. */
  void deadlineChanged();

  /** The connection is over: no packet will come or go any more. */
  void closed();
}
