package dev.fairlead.protocols.rtmp.bridge;

import dev.fairlead.media.session.RefusalReason;

/** RTMP's status codes for refusals. Stateless. */
final class Refusals {
  static final String PUBLISH_BAD_NAME = "NetStream.Publish.BadName";
  static final String PUBLISH_DENIED = "NetStream.Publish.Denied";
  static final String PLAY_NOT_FOUND = "NetStream.Play.StreamNotFound";
  static final String PLAY_FAILED = "NetStream.Play.Failed";

  private Refusals() {}

  static String publishCode(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN, CONFLICT -> PUBLISH_BAD_NAME;
      case FORBIDDEN, OVER_LIMIT, UNAVAILABLE -> PUBLISH_DENIED;
    };
  }

  static String playCode(RefusalReason reason) {
    return switch (reason) {
      case UNKNOWN -> PLAY_NOT_FOUND;
      case FORBIDDEN, CONFLICT, OVER_LIMIT, UNAVAILABLE -> PLAY_FAILED;
    };
  }
}
