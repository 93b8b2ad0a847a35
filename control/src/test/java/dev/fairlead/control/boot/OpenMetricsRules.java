package dev.fairlead.control.boot;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges an OpenMetrics text by the rules of its format (OpenMetrics 1.0.0 §"Text Format"). */
final class OpenMetricsRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(?:\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\",?)*})?"
              + " (?<value>-?[0-9]+(?:\\.[0-9]+)?)");
  private static final String END = "# EOF";

  private OpenMetricsRules() {}

  /** What is wrong, one line each. */
  static List<String> problems(String text) {
    List<String> problems = new ArrayList<>();
    Set<String> families = new HashSet<>();
    Set<String> samples = new HashSet<>();
    Family family = new Family("", "", "");
    if (!text.endsWith("\n" + END + "\n")) {
      problems.add("does not end in # EOF");
    }
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.equals(END)) {
        continue;
      }
      if (line.startsWith("# TYPE ")) {
        family = new Family(words[2], words[3], "");
        if (!families.add(family.name()) || !NAME.matcher(family.name()).matches()) {
          problems.add("name of a family: " + line);
        }
        if (family.name().endsWith("_total") || family.name().endsWith("_info")) {
          problems.add("a suffix of samples at the end of a family's name: " + line);
        }
      } else if (line.startsWith("# UNIT ")) {
        family = new Family(family.name(), family.type(), words[3]);
        if (!words[2].equals(family.name()) || !family.name().endsWith("_" + family.unit())) {
          problems.add("the name does not end in its unit: " + line);
        }
      } else if (line.startsWith("# HELP ")) {
        if (!words[2].equals(family.name()) || !words[3].endsWith(".")) {
          problems.add("help is not a sentence about its family: " + line);
        }
      } else {
        sample(line, family, samples, problems);
      }
    }
    return problems;
  }

  private record Family(String name, String type, String unit) {}

  private static void sample(
      String line, Family family, Set<String> samples, List<String> problems) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      problems.add("not a sample: " + line);
      return;
    }
    String suffix =
        switch (family.type()) {
          case "counter" -> "_total";
          case "info" -> "_info";
          default -> "";
        };
    if (!sample.group("name").equals(family.name() + suffix)) {
      problems.add("a sample outside of its family: " + line);
    }
    if (!samples.add(line.substring(0, line.lastIndexOf(' ')))) {
      problems.add("told twice: " + line);
    }
    if (family.type().equals("counter") && sample.group("value").startsWith("-")) {
      problems.add("a counter below zero: " + line);
    }
    if (!family.name().endsWith("_milliseconds") && !family.name().endsWith("_ms")) {
      return;
    }
    problems.add("not a base unit: " + line);
  }

  /** The families as a table in Markdown. */
  static String reference(String text) {
    StringBuilder table =
        new StringBuilder(
            """
            # Metrics

            What `/metrics` of the control port tells, in the OpenMetrics text format. Generated; a test holds it
            and the code together. Samples of counters end in `_total`, of infos in `_info`.

            | family | type | unit | meaning |
            |---|---|---|---|
            """);
    String name = "";
    String type = "";
    String unit = "";
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE ")) {
        name = words[2];
        type = words[3];
        unit = "";
      } else if (line.startsWith("# UNIT ")) {
        unit = words[3];
      } else if (line.startsWith("# HELP ")) {
        table.append("| `%s` | %s | %s | %s |%n".formatted(name, type, unit, words[3]));
      }
    }
    return table.toString();
  }
}
