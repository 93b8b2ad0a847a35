package dev.fairlead.benchmarks.load;

import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One stream that is published again and again, each time for ten seconds, and left in another way
 * each time. A virtual thread of its own.
 */
final class SoakPublisher implements Runnable {
  private static final int TURN_MS = 10_000;

  /** Longer than the grace period, so that the broadcast is over. */
  private static final int AWAY_MS = 15_000;

  private static final int BACK_MS = 1_000;

  private final String url;
  private final FlvClip clip;
  private final AtomicBoolean stopped;
  private final Random random;
  private final ViewerTally tally;

  /**
   * @param stopped tells to leave for good
   * @param tally counts the connections, and those that failed
   * @param seed decides how this one leaves
   */
  SoakPublisher(String url, FlvClip clip, AtomicBoolean stopped, ViewerTally tally, long seed) {
    this.url = url;
    this.clip = clip;
    this.stopped = stopped;
    this.tally = tally;
    random = new Random(seed);
  }

  private enum Turn {
    POLITE,
    DROPPED,
    RESET,
    REPLACED,
    AWAY
  }

  @Override
  public void run() {
    try {
      rest(random.nextInt(TURN_MS));
      while (!stopped.get()) {
        RtmpPublisher current = begin();
        rest(TURN_MS);
        if (!current.failure().isEmpty()) {
          tally.error(current.failure());
        }
        leave(current);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves in one of the ways; nobody is left behind. */
  private void leave(RtmpPublisher current) throws InterruptedException {
    switch (Turn.values()[random.nextInt(Turn.values().length)]) {
      case POLITE -> current.leave(RtmpPublisher.Farewell.POLITE);
      case DROPPED -> {
        current.leave(RtmpPublisher.Farewell.DROPPED);
        rest(BACK_MS);
      }
      case RESET -> {
        current.leave(RtmpPublisher.Farewell.RESET);
        rest(BACK_MS);
      }
      case REPLACED -> {
        RtmpPublisher second = begin();
        rest(TURN_MS);
        current.leave(RtmpPublisher.Farewell.DROPPED);
        second.leave(RtmpPublisher.Farewell.DROPPED);
      }
      case AWAY -> {
        current.leave(RtmpPublisher.Farewell.DROPPED);
        rest(AWAY_MS);
      }
    }
  }

  private RtmpPublisher begin() {
    tally.connected.increment();
    return RtmpPublisher.start(url, clip);
  }

  private void rest(int ms) throws InterruptedException {
    for (int left = ms; left > 0 && !stopped.get(); left -= 500) {
      Thread.sleep(500);
    }
  }
}
