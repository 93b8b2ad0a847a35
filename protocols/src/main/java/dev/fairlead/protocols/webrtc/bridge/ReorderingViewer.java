package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.rtp.core.PayloadBurst;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether one viewer is sent pictures that come in another order than they are shown in (B-frames).
 * Confined to its session's loop.
 *
 * <p>Browsers promise nothing about such pictures. Those built on libwebrtc with its software
 * decoder show them when they begin with a key picture made for it; everybody else is sent only
 * those that come in order, as is a viewer who keeps asking for key pictures all the same.
 */
final class ReorderingViewer {
  /** Parameter of the address by which a player asks to be spared. */
  static final String PARAMETER = "reordering";

  private static final String CHROMIUM = "Chrome/";

  /** Who needs another beginning so soon got nothing out of the last one. */
  private static final long SOON_NS = 5_000_000_000L;

  /** Beginnings, each soon after the one before, until others are tried. */
  private static final int MAX_BEGINNINGS = 3;

  private static final long NEVER = Long.MIN_VALUE;

  private final CounterSet<WebRtcCounter> counters;
  private boolean possible;
  private boolean underWay;
  private int beginnings;
  private long beganNs = NEVER;

  /**
   * @param agent what the viewer calls itself
   * @param parameters of the address that it asked for
   */
  ReorderingViewer(
      String agent, Map<String, String> parameters, CounterSet<WebRtcCounter> counters) {
    this.counters = counters;
    possible = agent.contains(CHROMIUM) && !"no".equals(parameters.get(PARAMETER));
  }

  /** Whether it may be sent such pictures. */
  boolean isPossible() {
    return possible;
  }

  /** Whether it is sent such pictures since its last key picture. */
  boolean isUnderWay() {
    return underWay;
  }

  /** It is about to be sent the last key picture and all since. */
  void begins(long nowNs) {
    boolean wasUnderWay = underWay;
    underWay = false;
    boolean soon = beganNs != NEVER && nowNs - beganNs < SOON_NS;
    beginnings = soon ? beginnings + 1 : 1;
    beganNs = nowNs;
    if (wasUnderWay && beginnings >= MAX_BEGINNINGS && possible) {
      possible = false;
      counters.increment(WebRtcCounter.REORDERING_GIVEN_UP);
    }
  }

  /**
   * A key picture is its turn.
   *
   * @return what it is sent instead, of which the caller owns one reference, or null
   */
  @Nullable PayloadBurst key(PayloadBurst burst, PlayLane lane, long nowNs) {
    if (!possible || !lane.isReordering()) {
      underWay = false;
      return null;
    }
    if (underWay) {
      return null;
    }
    PayloadBurst entry = lane.entry(burst, nowNs);
    underWay = entry != null;
    if (underWay && beganNs == NEVER) {
      beganNs = nowNs;
      beginnings = 1;
    }
    return entry;
  }
}
