package dev.fairlead.protocols.srt.bridge;

import dev.fairlead.media.session.RefusalReason;
import dev.fairlead.protocols.srt.wire.RejectReason;

/** SRT's codes for refusals. Stateless. */
final class Refusals {
  private Refusals() {}

  static RejectReason publish(RefusalReason reason) {
    return reason == RefusalReason.UNKNOWN ? RejectReason.UNAUTHORIZED : common(reason);
  }

  static RejectReason play(RefusalReason reason) {
    return reason == RefusalReason.UNKNOWN ? RejectReason.NOT_FOUND : common(reason);
  }

  private static RejectReason common(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN, FORBIDDEN -> RejectReason.FORBIDDEN;
      case OVER_LIMIT -> RejectReason.OVERLOAD;
      case CONFLICT -> RejectReason.CONFLICT;
      case UNAVAILABLE -> RejectReason.DOWN;
    };
  }
}
