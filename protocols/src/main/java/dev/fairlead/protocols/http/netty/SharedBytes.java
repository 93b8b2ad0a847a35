package dev.fairlead.protocols.http.netty;

import io.netty.buffer.ByteBuf;

/** Guards bytes that many connections send at once. Stateless. */
final class SharedBytes {
  private SharedBytes() {}

  /**
   * The same bytes in a view without room behind them; takes over one reference and gives one.
   *
   * <p>Netty's TLS handler merges small writes by appending to the first of them when that has
   * room. In a duplicate of a shared buffer the room is everybody's.
   */
  static ByteBuf unextendable(ByteBuf bytes) {
    return bytes.maxWritableBytes() == 0 ? bytes : bytes.slice();
  }
}
