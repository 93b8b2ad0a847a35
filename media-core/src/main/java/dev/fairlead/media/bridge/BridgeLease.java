package dev.fairlead.media.bridge;

import java.util.concurrent.CompletionStage;

/** Somebody's need for a bridge. Any thread. */
public interface BridgeLease extends AutoCloseable {
  /** The state at some moment during the call. */
  BridgeState state();

  /**
   * Completes with the first state other than {@link BridgeState#STARTING}, on a thread of the
   * bridge's: go back to your own from there. Whoever must know the tracks before it begins waits
   * for this, for a bounded time; whoever can take a track later need not.
   */
  CompletionStage<BridgeState> settled();

  /** The need is over; a second call does nothing. */
  @Override
  void close();
}
