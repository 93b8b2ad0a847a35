package dev.fairlead.protocols.whip;

import dev.fairlead.protocols.webrtc.bridge.IceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fragment of a session description that trickles candidates or restarts ICE (RFC 8840 §9).
 * Immutable.
 *
 * @param ufrag of the peer, empty when the fragment has none
 * @param pwd of the peer, empty when the fragment has none
 */
record IceFragment(String ufrag, String pwd) {
  /** Media type. */
  static final String CONTENT_TYPE = "application/trickle-ice-sdpfrag";

  /** Longest body: a hundred candidates of 150 characters. */
  static final int MAX_BYTES = 16 << 10;

  private static final String UFRAG = "a=ice-ufrag:";
  private static final String PWD = "a=ice-pwd:";

  /** Reads one; null when it is none. Candidates are not looked at: the peer comes by itself. */
  static @Nullable IceFragment read(String text) {
    String ufrag = "";
    String pwd = "";
    for (String line : text.split("\r?\n", -1)) {
      if (!line.isEmpty() && (line.length() < 2 || line.charAt(1) != '=')) {
        return null;
      }
      if (line.startsWith(UFRAG) && ufrag.isEmpty()) {
        ufrag = line.substring(UFRAG.length()).trim();
      } else if (line.startsWith(PWD) && pwd.isEmpty()) {
        pwd = line.substring(PWD.length()).trim();
      }
    }
    return new IceFragment(ufrag, pwd);
  }

  /** The peer's part, as far as it is there. */
  IceName name() {
    return new IceName(ufrag, pwd);
  }

  /** A fragment of ours: credentials and all candidates. */
  static String write(IceName local, List<String> candidates) {
    StringBuilder text = new StringBuilder();
    text.append("a=ice-lite\r\n");
    text.append(UFRAG).append(local.ufrag()).append("\r\n");
    text.append(PWD).append(local.password()).append("\r\n");
    for (String candidate : candidates) {
      text.append("a=candidate:").append(candidate).append("\r\n");
    }
    return text.append("a=end-of-candidates\r\n").toString();
  }
}
