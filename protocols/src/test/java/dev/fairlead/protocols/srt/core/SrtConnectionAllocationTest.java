package dev.fairlead.protocols.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.AllocationMeter;
import dev.fairlead.media.testkit.SimulatedLink.Behaviour;
import dev.fairlead.protocols.srt.wire.KeyMaterial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * Sending, acknowledging, reporting, sending again and delivering allocate nothing, whatever is
 * lost; encryption with tags takes what the platform's cipher does for itself.
 */
final class SrtConnectionAllocationTest {
  private static final int WARM_UPS = 60_000;
  private static final int RUNS = 20_000;
  private static final long INTERVAL_NS = 2_105_600;
  private static final int PAYLOAD_BYTES = 1_316;

  /** Every tenth packet is lost, the repeated ones among them. */
  private static final int LOST_OF = 10;

  /** One object inside of the platform's cipher that the compiler saves here and there. */
  private static final double NOISE_BYTES = 28;

  @Test
  void payloadsInTheClearCostNothing() {
    Flow flow = new Flow(SrtSettings.DEFAULT);

    assertEquals(0, AllocationMeter.bytesAllocated(WARM_UPS, RUNS, flow::step));
    flow.verify();
  }

  @Test
  void payloadsInCounterModeCostNothing() {
    Flow flow =
        new Flow(
            SrtSettings.DEFAULT.withPassphrase("correct-horse", 16, KeyMaterial.CIPHER_AES_CTR));

    assertEquals(0, AllocationMeter.bytesAllocated(WARM_UPS, RUNS, flow::step));
    flow.verify();
  }

  @Test
  void payloadsWithTagsCostWhatThePlatformsCipherDoes() throws Exception {
    Flow flow =
        new Flow(
            SrtSettings.DEFAULT.withPassphrase("correct-horse", 16, KeyMaterial.CIPHER_AES_GCM));

    double all = perRun(flow::step);
    flow.verify();

    double bare = perRun(new BareCipher()::sealAndOpen);
    assertTrue(all - bare <= NOISE_BYTES, all + " bytes per packet against " + bare);
  }

  private static double perRun(Runnable code) {
    return (double) AllocationMeter.bytesAllocated(WARM_UPS, RUNS, code) / RUNS;
  }

  /** One packet there and read, as the platform does it. */
  private static final class BareCipher {
    private final Cipher sealing = Cipher.getInstance("AES/GCM/NoPadding");
    private final Cipher opening = Cipher.getInstance("AES/GCM/NoPadding");
    private final SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
    private final byte[] iv = new byte[12];
    private final byte[] header = new byte[16];
    private final byte[] plain = new byte[PAYLOAD_BYTES];
    private final byte[] sealed = new byte[PAYLOAD_BYTES + 16];
    private int number;

    /** Held, so that the compiler does not save the parameters on this side. */
    private AlgorithmParameterSpec parameters = new GCMParameterSpec(128, iv);

    BareCipher() throws GeneralSecurityException {}

    void sealAndOpen() {
      number++;
      for (int i = 0; i < Integer.BYTES; i++) {
        iv[i] = (byte) (number >>> 8 * i);
      }
      try {
        parameters = new GCMParameterSpec(128, iv);
        sealing.init(Cipher.ENCRYPT_MODE, key, parameters);
        sealing.updateAAD(header);
        int length = sealing.doFinal(plain, 0, PAYLOAD_BYTES, sealed, 0);
        parameters = new GCMParameterSpec(128, iv);
        opening.init(Cipher.DECRYPT_MODE, key, parameters);
        opening.updateAAD(header);
        opening.doFinal(sealed, 0, length, plain, 0);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A flow between two connections, over a wire that allocates nothing itself. */
  private static final class Flow {
    private final SrtWorld world;
    private final SrtConnection sending;
    private final SrtConnection receiving;
    private final Wire there = new Wire(LOST_OF);
    private final Wire back = new Wire(0);
    private final ByteBuf payload = Unpooled.wrappedBuffer(new byte[PAYLOAD_BYTES]);
    private long nowNs;
    private long steps;

    Flow(SrtSettings settings) {
      world = new SrtWorld(Behaviour.clean(0), Behaviour.clean(0), 3, 1_000_000_000L);
      world.settings(settings).connect("key");
      sending = world.caller.established();
      receiving = world.listener.established();
      nowNs = world.nowNs;
    }

    void step() {
      steps++;
      nowNs += INTERVAL_NS;
      sending.advance(nowNs, there);
      receiving.advance(nowNs, back);
      if (!sending.send(payload, 0, PAYLOAD_BYTES, nowNs)) {
        throw new AssertionError("no room");
      }
      sending.flush(nowNs, there);
      pass(there, receiving, back);
      pass(back, sending, there);
    }

    private void pass(Wire from, SrtConnection to, Wire answers) {
      for (int i = 0; i < from.count; i++) {
        to.receive(from.packets[i], nowNs, answers);
      }
      from.count = 0;
    }

    /** The flow was one: all but what waits for its time came out, what was lost was repeated. */
    void verify() {
      assertTrue(sending.isOpen());
      assertTrue(steps - back.delivered < 200, () -> steps + " sent, " + back.delivered);
      assertEquals(0, back.missed);
      assertTrue(sending.statistics().retransmitted() > steps / LOST_OF);
      assertTrue(receiving.statistics().naksSent() > steps / LOST_OF);
      assertTrue(receiving.statistics().acksSent() > steps / 10);
    }
  }

  /** Keeps what one side sends until the other one reads it; counts what the same side delivers. */
  private static final class Wire implements SrtActions {
    private static final int MAX_PACKETS = 256;
    private final ByteBuf[] packets = new ByteBuf[MAX_PACKETS];
    private final int lostOf;
    private int dataPackets;
    private int count;
    private long delivered;
    private long missed;

    Wire(int lostOf) {
      this.lostOf = lostOf;
      for (int i = 0; i < MAX_PACKETS; i++) {
        packets[i] = Unpooled.wrappedBuffer(new byte[1_500]);
      }
    }

    @Override
    public ByteBuf packet(int maxBytes) {
      return packets[count].clear();
    }

    @Override
    public void packetComplete() {
      if (lostOf > 0 && packets[count].getByte(0) >= 0) {
        dataPackets++;
        if (dataPackets % lostOf == 0) {
          return;
        }
      }
      count++;
    }

    @Override
    public void delivered(ByteBuf payload) {
      delivered++;
    }

    @Override
    public void missed(int packets) {
      missed += packets;
    }

    @Override
    public void closed(CloseReason reason) {
      throw new AssertionError(reason);
    }
  }
}
