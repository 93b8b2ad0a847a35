package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.protocols.srt.core.SrtRequest;
import dev.fairlead.protocols.srt.wire.RejectReason;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** Where callers wait for an answer. Confined to its event loop; allocates a peer's place. */
public interface SrtDoor {
  /** The loop that everything of these callers runs on. */
  EventLoop loop();

  /** Refuses a caller. */
  void refuse(SrtRequest request, RejectReason reason);

  /** Looks at a caller's keys; false when they do not fit and it was refused. */
  boolean takeKeys(SrtRequest request);

  /**
   * Lets a caller in whose keys were taken.
   *
   * @return its connection, or null when there is no more room and it was refused
   */
  @Nullable SrtPeer accept(SrtRequest request, SrtRole role);
}
