package dev.fairlead.protocols.srt.core;

import dev.fairlead.media.testkit.SimulatedLink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * A caller and a listener with a simulated network between them. The caller sends a steady flow of
 * numbered payloads; the listener checks that each comes once, in order and in time.
 */
final class SrtWorld {
  static final long MS = 1_000_000;
  static final int PAYLOAD_BYTES = 1_316;
  private static final int CHECK_OFFSET = 808;

  final SrtEnd caller;
  final SrtEnd listener;
  private final Random contents;

  long nowNs;
  long submitted;
  long received;
  long nextExpected;
  long maxDelayNs;
  long minDelayNs = Long.MAX_VALUE;
  private final long[] submittedNs = new long[1 << 16];

  SrtWorld(SimulatedLink.Behaviour there, SimulatedLink.Behaviour back, long seed, long startNs) {
    nowNs = startNs;
    contents = new Random(seed);
    caller = new SrtEnd(new SimulatedLink(there, seed), seed + 2);
    listener = new SrtEnd(new SimulatedLink(back, seed + 1), seed + 3);
    caller.nowNs = startNs;
    listener.nowNs = startNs;
    listener.onDelivered = this::check;
  }

  SrtWorld settings(SrtSettings both) {
    caller.settings = both;
    listener.settings = both;
    return this;
  }

  /** Shakes hands. */
  SrtWorld connect(String streamId) {
    listener.listen();
    caller.call(streamId);
    runUntil(nowNs + 3_100 * MS, () -> caller.connection == null && caller.refusal == null);
    return this;
  }

  /** Lets time pass. */
  void run(long durationNs) {
    runUntil(nowNs + durationNs, () -> true);
  }

  private interface Condition {
    boolean holds();
  }

  private void runUntil(long endNs, Condition goOn) {
    while (nowNs - endNs < 0 && goOn.holds()) {
      long next = Math.min(endNs, caller.outgoing.nextArrivalNs());
      next = Math.min(next, listener.outgoing.nextArrivalNs());
      next = Math.min(next, caller.deadlineNs());
      next = Math.min(next, listener.deadlineNs());
      nowNs = Math.max(nowNs, next);
      caller.outgoing.receive(nowNs, datagram -> listener.receive(datagram, nowNs));
      listener.outgoing.receive(nowNs, datagram -> caller.receive(datagram, nowNs));
      caller.advance(nowNs);
      listener.advance(nowNs);
    }
  }

  /** The caller sends a payload every {@code intervalNs} for {@code durationNs}. */
  void flow(long durationNs, long intervalNs) {
    long endNs = nowNs + durationNs;
    while (nowNs - endNs < 0) {
      submit();
      run(intervalNs);
    }
  }

  void submit() {
    SrtConnection from = caller.established();
    byte[] bytes = new byte[PAYLOAD_BYTES];
    ByteBuffer.wrap(bytes).putLong(0, submitted).putLong(CHECK_OFFSET, submitted * 31);
    submittedNs[(int) (submitted & 0xFFFF)] = nowNs;
    submitted++;
    caller.nowNs = nowNs;
    ByteBuf own = Unpooled.wrappedBuffer(bytes);
    from.send(own, 0, PAYLOAD_BYTES, nowNs);
    own.release();
    from.flush(nowNs, caller);
  }

  private void check(ByteBuf delivered) {
    if (delivered.readableBytes() != PAYLOAD_BYTES) {
      throw new AssertionError("length " + delivered.readableBytes());
    }
    long number = delivered.getLong(delivered.readerIndex());
    if (number < nextExpected) {
      throw new AssertionError("payload " + number + " after " + nextExpected);
    }
    if (delivered.getLong(delivered.readerIndex() + CHECK_OFFSET) != number * 31) {
      throw new AssertionError("payload " + number + " is damaged");
    }
    nextExpected = number + 1;
    received++;
    long delayNs = nowNs - submittedNs[(int) (number & 0xFFFF)];
    maxDelayNs = Math.max(maxDelayNs, delayNs);
    minDelayNs = Math.min(minDelayNs, delayNs);
  }

  int random(int bound) {
    return contents.nextInt(bound);
  }
}
