package dev.fairlead.protocols.rtp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.SimulatedLink.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A viewer on a bad path, told as stories. The seed is part of each. */
final class LossSimTest {
  private static final int BITRATE_BPS = 2_500_000;

  private static RtpWorld world(Behaviour behaviour, long seed) {
    return new RtpWorld(behaviour, seed, 5_000_000, BITRATE_BPS);
  }

  private static Behaviour jittery() {
    Behaviour behaviour = Behaviour.clean(20).jittering(30);
    return new Behaviour(behaviour.delayNs(), behaviour.jitterNs(), 0, 1, 0, 0, false);
  }

  @Test
  void onACleanPathEverythingPassesAtOnce() {
    RtpWorld world = world(Behaviour.clean(20), 1);

    world.run(10_000);

    // The last one is on its way.
    assertEquals(world.picturesSent - 1, world.picturesShown, world.figures());
    assertEquals(0, world.longestFreezeNs / 50_000_000, world.figures());
    assertTrue(world.soundsHeard >= world.soundsSent - 2, world.figures());
    world.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void onePacketInTwentyLostEachWayWithJitterIsMadeGoodByRepetitions(long seed) {
    RtpWorld world = world(jittery().losing(0.05), seed);

    world.run(60_000);

    assertTrue(world.freezes <= 1, "seed " + seed + ": " + world.figures());
    assertTrue(
        world.picturesShown >= world.picturesSent * 0.97, "seed " + seed + ": " + world.figures());
    world.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void twoSecondsOfHeavyLossAreOverTwoSecondsLater(long seed) {
    RtpWorld world = world(jittery(), seed);
    world.run(10_000);
    world.toViewer.behave(jittery().losing(0.2));
    world.toSender.behave(jittery().losing(0.2));
    world.run(2_000);
    world.toViewer.behave(jittery());
    world.toSender.behave(jittery());
    world.run(2_000);
    world.watchAnew();

    world.run(10_000);

    assertEquals(0, world.picturesUndecodable, "seed " + seed + ": " + world.figures());
    assertTrue(world.longestFreezeNs < 150_000_000, "seed " + seed + ": " + world.figures());
    assertTrue(world.picturesShown >= 299, "seed " + seed + ": " + world.figures());
    world.close();
  }
}
