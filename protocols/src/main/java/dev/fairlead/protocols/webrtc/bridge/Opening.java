package dev.fairlead.protocols.webrtc.bridge;

/** What became of an offer. */
public sealed interface Opening {
  /**
   * A session waits for its peer.
   *
   * @param session which
   * @param answer its description
   */
  record Opened(PeerSession session, String answer) implements Opening {}

  /**
   * There is none.
   *
   * @param reason for the protocol's status code
   * @param text a sentence for the peer that says what to do; never holds a secret
   */
  record Refused(OpeningRefusal reason, String text) implements Opening {}
}
