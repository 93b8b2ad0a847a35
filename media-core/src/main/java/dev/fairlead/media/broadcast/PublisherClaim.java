package dev.fairlead.media.broadcast;

import java.util.concurrent.Executor;

/**
 * An admitted publisher asks for its broadcast.
 *
 * @param executor its event loop, the owner to be
 * @param listener told the outcome there
 * @param takeover whether to replace a publisher that is connected
 * @param nowNs monotonic time, {@link #TIME_UNSET} when not told
 */
public record PublisherClaim(
    Executor executor, PublisherListener listener, boolean takeover, long nowNs) {
  /** Who does not tell the time takes a publisher that is connected for alive. */
  public static final long TIME_UNSET = Long.MIN_VALUE;

  /** A claim that does not tell the time. */
  public PublisherClaim(Executor executor, PublisherListener listener, boolean takeover) {
    this(executor, listener, takeover, TIME_UNSET);
  }
}
