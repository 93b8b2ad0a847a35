package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.bits.amf.AmfValue;

/**
 * What a peer says of itself in {@code connect} (RTMP 1.0 §7.2.1.1, E-RTMP v2 "Enhancing
 * NetConnection connect Command").
 *
 * @param app application asked for
 * @param tcUrl the URL as the peer knows it
 * @param agent what the peer calls itself
 * @param objectEncoding 0 for AMF0, 3 for AMF3
 * @param enhanced whether it names codecs by FourCC
 */
record ConnectCommand(
    String app, String tcUrl, String agent, int objectEncoding, boolean enhanced) {
  /** Before connect. */
  static final ConnectCommand NONE = new ConnectCommand("", "", "", 0, false);

  private static final int MAX_AGENT_CHARS = 128;

  static ConnectCommand of(AmfValue.Obj said) {
    String agent = said.text("flashVer", "").strip();
    boolean enhanced =
        said.member("fourCcList") != null
            || said.member("videoFourCcInfoMap") != null
            || said.member("audioFourCcInfoMap") != null
            || said.member("capsEx") != null;
    return new ConnectCommand(
        said.text("app", ""),
        said.text("tcUrl", ""),
        agent.substring(0, Math.min(agent.length(), MAX_AGENT_CHARS)),
        said.number("objectEncoding", 0) == 3 ? 3 : 0,
        enhanced);
  }
}
