package dev.fairlead.protocols.ice.core;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.counter.CounterSet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;

/** Whatever comes without the password: nothing is sent and nothing is selected. */
class IceAgentFuzzTest {
  private record Path(InetSocketAddress remote) implements IcePath {}

  @FuzzTest
  void strangersMoveNothing(FuzzedDataProvider data) {
    SplittableRandom random = new SplittableRandom(1);
    IceCredentials own = IceCredentials.draw(random);
    IceAgent agent =
        new IceAgent(
            own,
            null,
            random,
            UnpooledByteBufAllocator.DEFAULT,
            new CounterSet<>(IceCounter.class),
            0);
    Path path = new Path(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
    IceActions none =
        new IceActions() {
          @Override
          public void send(ByteBuf message, IcePath to) {
            throw new AssertionError("answered a stranger");
          }

          @Override
          public void discovered(IcePath discovered) {
            throw new AssertionError("took up with a stranger");
          }

          @Override
          public void forgotten(IcePath forgotten) {
            throw new AssertionError("there is nothing to forget");
          }

          @Override
          public void selected(IcePath selected) {
            throw new AssertionError("went with a stranger");
          }

          @Override
          public void consentExpired() {
            throw new AssertionError("time stood still");
          }
        };
    while (data.remainingBytes() > 0) {
      byte[] bytes = data.consumeBytes(data.consumeInt(0, 200));
      agent.receive(Unpooled.wrappedBuffer(bytes), path, 0, none);
    }
  }
}
