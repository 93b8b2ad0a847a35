package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.protocols.srt.wire.RejectReason;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A peer about which nothing is decided yet: a caller that waits for an answer, or one that we
 * called. Confined to its event loop.
 */
public interface SrtEntry {
  /** The loop that everything of this peer runs on. */
  EventLoop loop();

  /** Where the peer is. */
  InetSocketAddress remote();

  /** What the peer says it is. */
  String agent();

  /** Sends it away. */
  void refuse(RejectReason reason);

  /** Looks at its keys; false when they do not fit and it was refused. */
  boolean takeKeys();

  /**
   * Lets a peer in whose keys were taken.
   *
   * @return its connection, or null when there is no more room and it was refused
   */
  @Nullable SrtPeer accept(SrtRole role);
}
