package dev.fairlead.analytics.event;

import dev.fairlead.media.session.Protocol;
import org.jspecify.annotations.Nullable;

/** Numbers of protocols, as written to disk: never used again for another. */
final class ProtocolCodes {
  private static final Protocol[] ALL = Protocol.values();

  private ProtocolCodes() {}

  static int of(Protocol protocol) {
    return switch (protocol) {
      case RTMP -> 1;
      case SRT -> 2;
      case WHIP -> 3;
      case WHEP -> 4;
      case HLS -> 5;
      case HLS_TS -> 6;
      case DASH -> 7;
      case FLV -> 8;
      case TS -> 9;
      case MP4 -> 10;
    };
  }

  static @Nullable Protocol named(int code) {
    for (Protocol protocol : ALL) {
      if (of(protocol) == code) {
        return protocol;
      }
    }
    return null;
  }
}
