package dev.fairlead.analytics.event;

/** Where the fields are; the picture is that of the package. */
final class EventLayout {
  static final int SCHEMA_VERSION = 1;

  static final int TYPE = 0;
  static final int VERSION = 2;
  static final int ACTION = 4;
  static final int PROTOCOL = 5;
  static final int PORT = 6;
  static final int EVENT_TIME = 8;
  static final int JOURNAL_TIME = 16;
  static final int ID_HIGH = 24;
  static final int ID_LOW = 32;
  static final int BYTES_IN = 40;
  static final int BYTES_OUT = 48;
  static final int MEDIA_MILLIS = 56;
  static final int SAMPLES_DROPPED = 64;
  static final int FIXED_BYTES = 72;

  /** A UUID takes 36, a name of a node what an administrator finds readable. */
  static final int MAX_NAME_BYTES = 128;

  /** An IPv6 address takes 39, and some more with its scope. */
  static final int MAX_ADDRESS_BYTES = 64;

  /** Browsers send up to 300; what is longer is cut. */
  static final int MAX_AGENT_BYTES = 512;

  /** Reasons are single words of the code. */
  static final int MAX_REASON_BYTES = 64;

  private EventLayout() {}
}
