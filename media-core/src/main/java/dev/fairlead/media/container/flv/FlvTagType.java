package dev.fairlead.media.container.flv;

/** Tag types, which are RTMP's message types as well (FLV 10.1 §E.4.1, RTMP 1.0 §7.1). */
public final class FlvTagType {
  public static final int AUDIO = 8;
  public static final int VIDEO = 9;

  /** Script data in AMF3; RTMP only. */
  public static final int SCRIPT_AMF3 = 15;

  /** Script data in AMF0. */
  public static final int SCRIPT = 18;

  private FlvTagType() {}
}
