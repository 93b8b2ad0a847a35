package dev.fairlead.protocols.srt.wire;

/**
 * Why a connection is refused (SRT draft-01 §4.3, and libsrt's access control for codes of 1,000
 * and above). On the wire a handshake's type is the code plus {@link #WIRE_OFFSET}.
 */
public enum RejectReason {
  UNKNOWN(0, "unknown"),
  SYSTEM(1, "system"),
  PEER(2, "peer"),
  RESOURCE(3, "resource"),
  ROGUE(4, "rogue"),
  BACKLOG(5, "backlog"),
  INTERNAL(6, "internal"),
  CLOSING(7, "closing"),
  VERSION(8, "version"),
  RENDEZVOUS_COOKIE(9, "rendezvous_cookie"),
  BAD_SECRET(10, "bad_secret"),
  UNSECURE(11, "unsecure"),
  MESSAGE_API(12, "message_api"),
  CONGESTION(13, "congestion"),
  FILTER(14, "filter"),
  GROUP(15, "group"),
  TIMEOUT(16, "timeout"),
  CRYPTO(17, "crypto"),
  BAD_REQUEST(1400, "bad_request"),
  UNAUTHORIZED(1401, "unauthorized"),
  OVERLOAD(1402, "overload"),
  FORBIDDEN(1403, "forbidden"),
  NOT_FOUND(1404, "not_found"),
  BAD_MODE(1405, "bad_mode"),
  UNACCEPTABLE(1406, "unacceptable"),
  CONFLICT(1409, "conflict"),
  UNSUPPORTED_MEDIA(1415, "unsupported_media"),
  SERVER_ERROR(1500, "server_error"),
  UNIMPLEMENTED(1501, "unimplemented"),
  DOWN(1503, "down");

  /** Handshake types from here on are refusals. */
  public static final int WIRE_OFFSET = 1_000;

  private static final RejectReason[] ALL = values();

  private final int code;
  private final String label;

  RejectReason(int code, String label) {
    this.code = code;
    this.label = label;
  }

  /** The number that programs with libsrt see. */
  public int code() {
    return code;
  }

  /** Stable lower-case word. */
  public String label() {
    return label;
  }

  /** The handshake's type. */
  public int handshakeType() {
    return code + WIRE_OFFSET;
  }

  /** What a refusing handshake's type stands for; unknown codes are {@link #PEER}. */
  public static RejectReason ofHandshakeType(int type) {
    for (RejectReason reason : ALL) {
      if (reason.handshakeType() == type) {
        return reason;
      }
    }
    return PEER;
  }
}
