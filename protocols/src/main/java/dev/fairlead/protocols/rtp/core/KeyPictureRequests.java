package dev.fairlead.protocols.rtp.core;

/**
 * Decides when to ask for a key picture: at once when one is needed, and again at growing intervals
 * while none comes. Confined to its connection; allocates nothing.
 *
 * <p>The interval never grows beyond a bound, since a sender may have lost every request; and it
 * shrinks only when a key picture comes, so that a peer that has none is not flooded.
 */
public final class KeyPictureRequests {
  /** No key picture is needed. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** A key picture takes a round trip, the encoder's next turn and several packets. */
  private static final long FIRST_INTERVAL_NS = 250_000_000;

  private static final long MAX_INTERVAL_NS = 2_000_000_000;

  /** Somebody who asks for others is listened to no more often than this. */
  private static final long MIN_SPACING_NS = 200_000_000;

  private static final long NEVER = Long.MIN_VALUE;

  private boolean needed;
  private long intervalNs = FIRST_INTERVAL_NS;
  private long askedNs = NEVER;
  private long dueNs = NO_DEADLINE;

  /** A key picture is needed. */
  public void need(long nowNs) {
    if (!needed) {
      needed = true;
      boolean justAsked = askedNs != NEVER && nowNs - askedNs < MIN_SPACING_NS;
      dueNs = justAsked ? askedNs + MIN_SPACING_NS : nowNs;
    }
  }

  /** A key picture has come. */
  public void received() {
    needed = false;
    dueNs = NO_DEADLINE;
    intervalNs = FIRST_INTERVAL_NS;
  }

  /** Time has passed; true when it is time to ask. */
  public boolean isDue(long nowNs) {
    if (dueNs == NO_DEADLINE || dueNs - nowNs > 0) {
      return false;
    }
    askedNs = nowNs;
    dueNs = nowNs + intervalNs;
    intervalNs = Math.min(MAX_INTERVAL_NS, 2 * intervalNs);
    return true;
  }

  /** When it is time to ask. */
  public long deadlineNs() {
    return dueNs;
  }

  /** Whether a key picture is needed. */
  public boolean isNeeded() {
    return needed;
  }
}
