package dev.fairlead.protocols.srtp.core;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;

/** Bytes from people without the key: never authentic, and nothing is written. */
class SrtpReceiverFuzzTest {
  @FuzzTest
  void strangersAreNeverAuthentic(FuzzedDataProvider data) {
    SrtpProfile profile = data.pickValue(SrtpProfile.values());
    SrtpReceiver receiver =
        new SrtpReceiver(new JavaEngine(), Packets.master(profile, new SplittableRandom(9)));
    while (data.remainingBytes() > 0) {
      boolean rtcp = data.consumeBoolean();
      ByteBuf packet = Unpooled.wrappedBuffer(data.consumeBytes(data.consumeInt(0, 300)));
      ByteBuf plain = Unpooled.buffer();

      SrtpVerdict verdict =
          rtcp ? receiver.openRtcp(packet, plain) : receiver.openRtp(packet, plain);

      if (verdict == SrtpVerdict.DONE || plain.isReadable()) {
        throw new AssertionError("took what a stranger wrote");
      }
    }
  }
}
