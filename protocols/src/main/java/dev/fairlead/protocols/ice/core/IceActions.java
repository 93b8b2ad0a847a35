package dev.fairlead.protocols.ice.core;

import io.netty.buffer.ByteBuf;

/** What an agent wants done. Implementations must not call back into the agent. */
public interface IceActions {
  /** Sends one message; one reference is taken over. */
  void send(ByteBuf message, IcePath path);

  /** The peer was authenticated on a new path: what comes by it belongs to this session. */
  void discovered(IcePath path);

  /** A path no longer belongs to this session. */
  void forgotten(IcePath path);

  /** Everything else goes this way from now on. */
  void selected(IcePath path);

  /** The peer stopped asking, or never began: nothing may be sent to it any more. */
  void consentExpired();
}
