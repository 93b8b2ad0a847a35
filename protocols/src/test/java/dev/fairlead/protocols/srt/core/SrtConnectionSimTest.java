package dev.fairlead.protocols.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.SimulatedLink.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two ends, a network that loses and delays, and what comes out. */
final class SrtConnectionSimTest {
  private static final long MS = SrtWorld.MS;
  private static final long SECOND = 1_000 * MS;

  /** 5 Mbit/s. */
  private static final long INTERVAL_NS = 2_105_600;

  private static SrtWorld world(Behaviour each, long seed, int latencyMs) {
    return new SrtWorld(each, each, seed, 1_000 * SECOND)
        .settings(SrtSettings.DEFAULT.withReceiveLatencyMs(latencyMs));
  }

  @Test
  void cleanLinkDeliversEverythingAfterTheLatencyAgreedOn() {
    SrtWorld world = world(Behaviour.clean(20), 1, 120).connect("key");

    world.flow(10 * SECOND, INTERVAL_NS);
    world.run(SECOND);

    assertEquals(world.submitted, world.received);
    assertEquals(0, world.listener.missed);
    assertEquals(0, world.caller.established().statistics().retransmitted());
    assertTrue(world.minDelayNs >= 120 * MS, () -> "delay " + world.minDelayNs);
    assertTrue(world.maxDelayNs <= 145 * MS, () -> "delay " + world.maxDelayNs);
    assertEquals(40_000, world.listener.established().roundTripUs(), 500);
    assertEquals(0, world.listener.pool.used());
  }

  @ParameterizedTest
  @CsvSource({"0.01,1", "0.05,2", "0.1,3", "0.2,4", "0.05,5", "0.2,6"})
  void lossesAreMadeGoodWithinFourRoundTrips(double share, long seed) {
    SrtWorld world = world(Behaviour.clean(25).losing(share), seed, 200).connect("key");

    world.flow(30 * SECOND, INTERVAL_NS);
    world.run(2 * SECOND);

    SrtStatistics sender = world.caller.established().statistics();
    String story =
        "share %s: sent %d, again %d, missed %d"
            .formatted(share, sender.sent(), sender.retransmitted(), world.listener.missed);
    assertEquals(world.submitted, world.received + world.listener.missed, story);
    // A packet and each repetition are lost independently; four attempts fit into the latency.
    assertTrue(world.listener.missed <= world.submitted * Math.pow(share, 2.2) * 1.2, story);
    assertTrue(sender.retransmitted() <= sender.sent() * share * 3.0 + 50, story);
  }

  @Test
  void burstsReorderingAndJitterAreSurvived() {
    SrtWorld world =
        world(Behaviour.clean(30).losing(0.03).inBursts(8).reordering(0.02, 6).jittering(8), 7, 240)
            .connect("key");

    world.flow(30 * SECOND, INTERVAL_NS);
    world.run(2 * SECOND);

    assertEquals(world.submitted, world.received + world.listener.missed);
    assertTrue(
        world.listener.missed < world.submitted / 500, () -> "missed " + world.listener.missed);
  }

  @Test
  void everyWrapIsCrossed() {
    // Sequence numbers begin at random; this seed is one of a caller whose first is near the end.
    for (long seed = 0; seed < 5; seed++) {
      SrtWorld world =
          new SrtWorld(
                  Behaviour.clean(20).losing(0.02),
                  Behaviour.clean(20),
                  seed,
                  // 32 bits of µs end two seconds after the beginning.
                  1_000 * SECOND)
              .settings(SrtSettings.DEFAULT);
      world.connect("key");
      world.run((1L << 32) * 1_000 - 3 * SECOND);
      world.flow(6 * SECOND, INTERVAL_NS);
      world.run(2 * SECOND);

      assertEquals(world.submitted, world.received + world.listener.missed, "seed " + seed);
      assertTrue(world.listener.missed < world.submitted / 100, "seed " + seed);
    }
  }

  @Test
  void fortyNineHoursOfSparsePacketsStayInTime() {
    SrtWorld world = world(Behaviour.clean(40).losing(0.01), 11, 160).connect("key");

    world.flow(49 * 3_600 * SECOND, 3 * SECOND);
    world.run(2 * SECOND);

    assertEquals(world.submitted, world.received + world.listener.missed);
    assertTrue(world.maxDelayNs <= 260 * MS, () -> "delay " + world.maxDelayNs);
  }

  @Test
  void outageShorterThanTheIdleTimeoutIsSurvived() {
    SrtWorld world = world(Behaviour.clean(20), 12, 120).connect("key");
    world.flow(2 * SECOND, INTERVAL_NS);

    world.caller.outgoing.behave(Behaviour.clean(20).losing(1));
    world.listener.outgoing.behave(Behaviour.clean(20).losing(1));
    world.flow(3 * SECOND, INTERVAL_NS);
    world.caller.outgoing.behave(Behaviour.clean(20));
    world.listener.outgoing.behave(Behaviour.clean(20));
    world.flow(5 * SECOND, INTERVAL_NS);
    world.run(2 * SECOND);

    assertTrue(world.caller.established().isOpen());
    assertEquals(world.submitted, world.received + world.listener.missed);
    assertTrue(world.listener.missed > 0);
    assertTrue(world.nextExpected == world.submitted);
  }

  @Test
  void silenceEndsTheConnection() {
    SrtWorld world = world(Behaviour.clean(20), 13, 120).connect("key");
    world.flow(SECOND, INTERVAL_NS);

    world.caller.outgoing.behave(Behaviour.clean(20).losing(1));
    world.listener.outgoing.behave(Behaviour.clean(20).losing(1));
    world.run(6 * SECOND);

    assertEquals(CloseReason.IDLE_TIMEOUT, world.listener.closed);
    assertEquals(CloseReason.IDLE_TIMEOUT, world.caller.closed);
    assertEquals(0, world.listener.pool.used());
  }

  @Test
  void goodByeEndsTheConnection() {
    SrtWorld world = world(Behaviour.clean(20), 14, 120).connect("key");

    world.caller.established().close(world.nowNs, world.caller);
    world.run(SECOND);

    assertEquals(CloseReason.CLOSED, world.caller.closed);
    assertEquals(CloseReason.PEER_CLOSED, world.listener.closed);
  }

  @Test
  void lastPacketsOfAFlowAreMadeGoodToo() {
    SrtWorld world = world(Behaviour.clean(20), 15, 400).connect("key");
    world.flow(SECOND, INTERVAL_NS);

    world.caller.outgoing.behave(Behaviour.clean(20).losing(1));
    world.submit();
    world.submit();
    world.run(10 * MS);
    world.caller.outgoing.behave(Behaviour.clean(20));
    world.run(2 * SECOND);

    assertEquals(world.submitted, world.received);
  }

  @Test
  void idleConnectionStaysOpenByKeepAlives() {
    SrtWorld world = world(Behaviour.clean(20).losing(0.1), 16, 120).connect("key");

    world.run(120 * SECOND);

    assertTrue(world.caller.established().isOpen());
    assertTrue(world.listener.established().isOpen());
  }

  @ParameterizedTest
  @CsvSource({"16,2", "24,2", "32,2", "16,4", "32,4"})
  void keysAreRefreshedInMidFlowWithoutALoss(int keyBytes, int cipher) {
    SrtWorld world =
        new SrtWorld(Behaviour.clean(20).losing(0.05), Behaviour.clean(20).losing(0.05), 17, SECOND)
            .settings(
                SrtSettings.DEFAULT
                    .withReceiveLatencyMs(400)
                    .withPassphrase("correct-horse", keyBytes, cipher)
                    .withKeyRefresh(1_000, 200));
    world.connect("key");

    world.flow(20 * SECOND, INTERVAL_NS);
    world.run(2 * SECOND);

    assertTrue(world.listener.established().isSecured());
    assertEquals(world.submitted, world.received + world.listener.missed);
    assertEquals(0, world.listener.established().statistics().receivedUndecrypted());
    assertTrue(world.listener.missed < 10, () -> "missed " + world.listener.missed);
    assertTrue(world.listener.counters.value(SrtCounter.KEYS_REFRESHED) >= 9);
  }

  @Test
  void clocksThatDriftApartAreFollowed() {
    SrtWorld world = world(Behaviour.clean(20), 18, 120).connect("key");
    SrtConnection receiving = world.listener.established();

    // The way there gets 30 ms longer and stays so; what is played follows within the drift's pace.
    world.flow(30 * SECOND, 10 * MS);
    long before = world.maxDelayNs;
    world.flow(SECOND, 10 * MS);

    assertTrue(Math.abs(receiving.driftNs()) < 2 * MS, () -> "drift " + receiving.driftNs());
    assertTrue(world.maxDelayNs - before < MS);
  }
}
