package dev.fairlead.protocols.ice.core;

import io.netty.buffer.ByteBuf;

/** What an agent wants done. Implementations must not call back into the agent. */
public interface IceActions {
  /** Sends one message; one reference is taken over. */
  void send(ByteBuf message, IcePath path);

  /** Everything else goes this way from now on. */
  void selected(IcePath path);

  /** The peer stopped asking, or never began: nothing may be sent to it any more. */
  void consentExpired();
}
