package dev.fairlead.control.boot;

import dev.fairlead.control.auth.FirstStart;
import dev.fairlead.control.auth.StreamEntry;
import dev.fairlead.control.console.NodeAddresses;
import java.util.Map;

/** What is printed when the node accepts: addresses ready to paste. */
final class Announcement {
  private Announcement() {}

  static String of(ServerAssembly node, long startMillis) {
    StringBuilder text = new StringBuilder();
    text.append("Fairlead %s is ready (%d ms).%n%n".formatted(Version.number(), startMillis));
    StreamEntry stream = node.firstStream();
    NodeAddresses addresses = node.addresses();
    if (stream != null && addresses.rtmpPort() != 0) {
      String server = addresses.rtmp("live");
      line(text, "Push", "server", server);
      line(text, "", "stream key", stream.key().secret());
      line(text, "", "in one", server + "/" + stream.key().secret());
      if (addresses.srtPort() != 0) {
        line(text, "", "srt", addresses.srt(stream.key().secret()));
      }
      text.append(System.lineSeparator());
    }
    String heading = "Play";
    if (stream != null) {
      for (Map.Entry<String, String> url : addresses.of(stream.playbackId()).entrySet()) {
        line(text, heading, url.getKey(), url.getValue());
        heading = "";
      }
    }
    text.append(System.lineSeparator());
    String control = node.urls().get("control");
    if (control != null) {
      line(text, "Operate", "console", control + "/console/");
      line(text, "", "metrics", control + "/metrics");
      line(text, "", "ready", control + "/readyz");
    }
    String password = node.operatorPassword();
    if (password != null) {
      text.append(System.lineSeparator());
      line(text, "Sign in", "as", FirstStart.OPERATOR_EMAIL);
      line(text, "", "password", password + "   (shown this once)");
    }
    return text.append(System.lineSeparator()).toString();
  }

  private static void line(StringBuilder text, String heading, String name, String value) {
    text.append("  %-9s%-12s%s%n".formatted(heading, name, value));
  }
}
