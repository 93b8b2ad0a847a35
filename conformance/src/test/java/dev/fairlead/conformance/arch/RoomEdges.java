package dev.fairlead.conformance.arch;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/**
 * Which room of {@code protocols} may see which other one. A room that is missing here sees none.
 *
 * <p>Beside these, every {@code netty} chamber may see {@code transport}, and every room the root
 * package.
 */
final class RoomEdges {
  private static final String ROOT = "dev.fairlead.protocols";

  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("http", Set.of("transport")),
          Map.entry("egress", Set.of("transport")),
          Map.entry("delivery", Set.of("http")),
          Map.entry("rtmp", Set.of("egress")),
          Map.entry("srt", Set.of("egress")),
          Map.entry("progressive", Set.of("http", "egress")),
          Map.entry("watch", Set.of("http")),
          Map.entry("hls", Set.of("http", "delivery")),
          Map.entry("dash", Set.of("http", "delivery")),
          Map.entry("whip", Set.of("webrtc", "sdp", "http")),
          Map.entry("webrtc", Set.of("rtp", "ice", "dtls", "srtp", "sdp")));

  private RoomEdges() {}

  /** Each dependency between two rooms runs along a declared edge. */
  static ArchCondition<JavaClass> areKept() {
    return new ArchCondition<>("see declared neighbours only") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String target = dependency.getTargetClass().getPackageName();
          if (!isAllowed(type.getPackageName(), target)) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  static boolean isAllowed(String fromPackage, String toPackage) {
    String from = room(fromPackage);
    String to = room(toPackage);
    if (from.isEmpty() || to.isEmpty() || from.equals(to)) {
      return true;
    }
    boolean fromNetty = (fromPackage + ".").startsWith(ROOT + "." + from + ".netty.");
    return (fromNetty && to.equals("transport"))
        || ALLOWED.getOrDefault(from, Set.of()).contains(to);
  }

  /** The room's name, or the empty string outside of the rooms. */
  private static String room(String packageName) {
    if (!packageName.startsWith(ROOT + ".")) {
      return "";
    }
    String tail = packageName.substring(ROOT.length() + 1);
    int dot = tail.indexOf('.');
    return dot < 0 ? tail : tail.substring(0, dot);
  }
}
