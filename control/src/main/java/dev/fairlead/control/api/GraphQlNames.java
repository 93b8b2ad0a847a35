package dev.fairlead.control.api;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names of operations as fields of GraphQL: {@code streams.list} is {@code streams}, {@code
 * streams.get} is {@code stream}, {@code streams.create} is {@code createStream}, any other verb
 * stands for itself. Where two would be the same, the one with an id in its path says so. Pure.
 */
final class GraphQlNames {
  private static final List<String> COMMON_VERBS =
      List.of("create", "update", "delete", "rotate", "stop", "resend", "test", "retry");

  private final Map<String, String> byId = new HashMap<>();

  GraphQlNames(List<Operation> operations) {
    Map<String, String> taken = new HashMap<>();
    for (Operation operation : operations) {
      String name = name(operation.id());
      String full = (operation.writes() ? "m " : "q ") + name;
      if (taken.putIfAbsent(full, operation.id()) != null) {
        name += "ById";
      }
      byId.put(operation.id(), name);
    }
  }

  String of(Operation operation) {
    String name = byId.get(operation.id());
    assert name != null : "every operation was named";
    return name;
  }

  private static String name(String id) {
    String[] words = id.split("\\.");
    String verb = words[words.length - 1];
    String[] resources = Arrays.copyOf(words, words.length - 1);
    if (verb.equals("list")) {
      return joined(resources, false);
    }
    if (verb.equals("get")) {
      return joined(resources, true);
    }
    return COMMON_VERBS.contains(verb) ? verb + upper(joined(resources, true)) : verb;
  }

  private static String joined(String[] resources, boolean singular) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < resources.length; i++) {
      boolean last = i == resources.length - 1;
      String word = last && !singular ? resources[i] : singular(resources[i]);
      name.append(i == 0 ? word : upper(word));
    }
    return name.toString();
  }

  private static String singular(String word) {
    if (word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }

  private static String upper(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
