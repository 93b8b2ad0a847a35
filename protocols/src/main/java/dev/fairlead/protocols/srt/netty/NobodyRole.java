package dev.fairlead.protocols.srt.netty;

import dev.fairlead.protocols.srt.bridge.SrtRole;
import dev.fairlead.protocols.srt.core.CloseReason;
import io.netty.buffer.ByteBuf;

/** A peer that we called and have no use for: it is told good-bye. Stateless. */
enum NobodyRole implements SrtRole {
  INSTANCE;

  @Override
  public void delivered(ByteBuf payload, long nowNs) {}

  @Override
  public void missed(int packets) {}

  @Override
  public void batchEnds() {}

  @Override
  public void heard(long nowNs) {}

  @Override
  public void closed(CloseReason reason, long nowNs) {}

  @Override
  public long mediaMillis() {
    return 0;
  }

  @Override
  public long samplesDropped() {
    return 0;
  }
}
