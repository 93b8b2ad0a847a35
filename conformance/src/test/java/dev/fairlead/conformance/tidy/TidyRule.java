package dev.fairlead.conformance.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a line of the project must not look like. Pure: a path and a text in, findings out, so that
 * each rule is shown to bite by {@link TidyRuleTest}.
 */
enum TidyRule {
  CITATIONS_NAME_THE_EDITION(Files.JAVA) {
    @Override
    void look(String path, String text, List<String> findings) {
      String flat = Comments.flat(text);
      // Once a file has named its specification, a bare section is of that one.
      boolean named = false;
      Matcher sign = Pattern.compile("§").matcher(flat);
      while (sign.find()) {
        String before = flat.substring(Math.max(0, sign.start() - 90), sign.start());
        boolean cited = CITED.matcher(before).find();
        named |= cited;
        if (!cited && !(named && before.endsWith("("))) {
          add(findings, path, "\"" + tail(before) + "§\" does not name specification and edition");
        }
      }
      Matcher bad = BADLY_CITED.matcher(flat);
      while (bad.find()) {
        add(findings, path, "\"" + bad.group() + "\" is not the house's form of citation");
      }
    }
  },
  PROMISES_HAVE_OWNER_AND_CONDITION(Files.TEXT) {
    @Override
    void look(String path, String text, List<String> findings) {
      for (String line : text.split("\n")) {
        if (PROMISE.matcher(line).find() && !KEPT_PROMISE.matcher(line).find()) {
          add(findings, path, "needs (owner) and when: " + line.strip());
        }
      }
    }
  },
  NO_CODE_IN_COMMENTS(Files.JAVA) {
    @Override
    void look(String path, String text, List<String> findings) {
      for (String line : text.split("\n")) {
        String stripped = line.strip();
        if (stripped.startsWith("//") && CODE.matcher(stripped.substring(2).strip()).find()) {
          add(findings, path, "is commented-out code: " + stripped);
        }
      }
    }
  },
  CLASSES_ARE_NAMED_FOR_WHAT_THEY_ARE(Files.JAVA) {
    @Override
    void look(String path, String text, List<String> findings) {
      Matcher declared = TYPE.matcher(Comments.without(text));
      while (declared.find()) {
        // A subclass of the JDK's LogManager may say that it is one.
        boolean inherited = declared.group(2) != null && VAGUE.matcher(declared.group(2)).find();
        if (!inherited && VAGUE.matcher(declared.group(1)).find()) {
          add(findings, path, declared.group(1) + " has two jobs, or none");
        }
      }
    }
  },
  THE_BARE_WORD_IS_NOT_USED(path -> Files.JAVA.test(path) && belowControl(path)) {
    @Override
    void look(String path, String text, List<String> findings) {
      Matcher declared = BARE_STREAM.matcher(Comments.without(text));
      while (declared.find()) {
        add(findings, path, "which one is meant by \"" + declared.group().strip() + "\"?");
      }
    }
  },
  ACCESSORS_ARE_NOUNS(path -> Files.JAVA.test(path) && path.contains("/src/main/")) {
    @Override
    void look(String path, String text, List<String> findings) {
      Matcher getter = GETTER.matcher(Comments.without(text));
      while (getter.find()) {
        if (getter.group(1) == null) {
          add(findings, path, getter.group(2) + "() is spelled with a needless get");
        }
      }
    }
  },
  NO_MACHINE_IS_NAMED(Files.TEXT) {
    @Override
    void look(String path, String text, List<String> findings) {
      Matcher machine = MACHINE.matcher(text);
      while (machine.find()) {
        add(findings, path, "names a machine or a registry: " + machine.group());
      }
    }
  },
  TESTS_ARE_STATEMENTS(path -> Files.JAVA.test(path) && path.contains("/src/test/")) {
    @Override
    void look(String path, String text, List<String> findings) {
      String code = Comments.without(text);
      Matcher test = TEST_METHOD.matcher(code);
      boolean any = false;
      while (test.find()) {
        any = true;
        if (TEST_PREFIX.matcher(test.group(1)).find()) {
          add(findings, path, test.group(1) + " should be a statement, without test or should");
        }
      }
      if (any && !TEST_FILE.matcher(path).find()) {
        add(findings, path, "holds tests and is not named as one, so that nothing runs them");
      }
    }
  },
  DEVIATIONS_NAME_THEIR_WITNESS(Files.JAVA) {
    @Override
    void look(String path, String text, List<String> findings) {
      Matcher deviation = Pattern.compile("\\bINTEROP:").matcher(Comments.flat(text));
      while (deviation.find()) {
        String flat = Comments.flat(text);
        String note =
            flat.substring(deviation.end(), Math.min(flat.length(), deviation.end() + 400));
        if (!note.contains("seen from")) {
          add(findings, path, "INTEROP without \"seen from\":" + head(note));
        }
      }
    }
  };

  private static final Pattern CITED =
      Pattern.compile(
          "(RFC \\d+(bis)?( draft[ -]\\d+)?"
              + "|WHATWG \\w+|\\b\\d{4,5}-\\d+:\\d{4}"
              + "|ISO/IEC \\d+(-\\d+)?:\\d{4}(/A[Mm][Dd] ?\\d(:\\d{4})?)?"
              + "|\\b[A-Z]\\.\\d+(\\.\\d+)? \\(\\d\\d/\\d{4}\\)"
              + "|\\b[A-Z][\\w/-]*( [\\w/-]+){0,4} ([vV]?\\d[\\w.:-]*|draft-\\d+|\\(\\d{4}\\))( errata \\d+)?( \\([A-Z]\\w+, \\d{4}\\))?"
              + "|§[\\w.]+( ?\\([^)]*\\)|[^§.]{0,80}[,;])?,?( and| or| to|–|-)?"
              + ") ?$");

  private static final Pattern BADLY_CITED =
      Pattern.compile(
          "\\bRFC[-_]?\\d{3,}\\b|\\brfc ?\\d{3,}\\b(?!-\\w)"
              + "|\\bISO/IEC \\d+(-\\d+)?(?![\\d:-])"
              + "|\\bISO \\d{4,}"
              + "|\\b(RFC \\d+|ISO/IEC [\\d:-]+),? [Ss]ec(tion|\\.)? ?\\d");

  private static final Pattern PROMISE = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

  private static final Pattern KEPT_PROMISE =
      Pattern.compile("\\bTODO\\([a-z][\\w.-]*\\): .*\\b(when|until|once|after)\\b");

  private static final Pattern CODE =
      Pattern.compile(
          "^(if|for|while|switch|try|catch) ?\\(.*[{;)]$"
              + "|^(return|import|package|throw|final|var|private|public|protected|static)\\b.*[;{]$"
              + "|^[\\w.]+(\\(.*\\))?( =.*)?;$"
              + "|^\\}( else \\{)?$"
              + "|^[A-Z]\\w*(<.*>)? \\w+( = .*)?;$");

  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)(?: extends ([\\w.]+))?");

  private static final Pattern VAGUE = Pattern.compile("(Manager|Helpers?|Utils?|Impl|Base)$");

  private static final Pattern BARE_STREAM =
      Pattern.compile(
          "\\b(class|interface|record|enum) Stream\\b"
              + "|\\b[A-Z]\\w*(<[^>;(]*>)?(\\[\\])? stream\\b ?[;=,)]"
              + "|\\b(int|long|var) stream\\b ?[;=,)]");

  private static final Pattern GETTER =
      Pattern.compile(
          "(@Override\\s+(?:@\\w+(?:\\([^)]*\\))?\\s+)*)?(?:(?:public|protected|private|static|final|abstract|default) )*"
              + "\\b[A-Za-z][\\w.]*(?:<[^;{}()]*>)?(?:\\[\\])? (get[A-Z]\\w*)\\(\\) ?[{;]");

  private static final Pattern MACHINE =
      Pattern.compile(
          "(?<![\\w.~$}/-])/(home|Users|root|work|opt/fl)/[\\w.-]+"
              + "|\\b[A-Z]:\\\\\\\\?Users"
              + "|\\brepo1?\\.(maven\\.apache|maven)\\.org"
              + "|\\bregistry\\.(npmjs|yarnpkg)\\.(org|com)"
              + "|\\b(deb|security|snapshot)\\.debian\\.org"
              + "|\\bfiles\\.pythonhosted\\.org|\\bpypi\\.org|\\bproxy\\.golang\\.org");

  private static final Pattern TEST_METHOD =
      Pattern.compile(
          "@(?:Test|ParameterizedTest|RepeatedTest|FuzzTest|TestFactory)\\b[^;{}]*?\\b(\\w+)\\("
              + "[^;{}]*\\{",
          Pattern.DOTALL);

  private static final Pattern TEST_PREFIX = Pattern.compile("^(test|should)([A-Z_]|$)");

  private static final Pattern TEST_FILE = Pattern.compile("(Test|IT)\\.java$");

  private final Predicate<String> concerns;

  TidyRule(Predicate<String> concerns) {
    this.concerns = concerns;
  }

  /** What is wrong with this file, one line each. */
  List<String> findings(String path, String text) {
    List<String> findings = new ArrayList<>();
    if (concerns.test(path)) {
      look(path, text, findings);
    }
    return findings;
  }

  abstract void look(String path, String text, List<String> findings);

  private static boolean belowControl(String path) {
    return path.startsWith("media-core/src/main/") || path.startsWith("protocols/src/main/");
  }

  private static void add(List<String> findings, String path, String what) {
    findings.add(path + ": " + what);
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 40)).strip();
  }

  private static String head(String text) {
    return text.substring(0, Math.min(60, text.length()));
  }

  /** Which files a rule reads: not those that spell out what is forbidden. */
  private static final class Files {
    static final Predicate<String> TEXT =
        path -> !path.endsWith("TidyRule.java") && !path.endsWith("TidyRuleTest.java");
    static final Predicate<String> JAVA = path -> path.endsWith(".java") && TEXT.test(path);
  }

  /** Text seen with or without its comments. */
  private static final class Comments {
    private static final Pattern LINE_START = Pattern.compile("(\\s*\n\\s*(//|\\*(?!/))?)+\\s*");

    private static final Pattern MARKUP = Pattern.compile("</?[a-z]+>");
    private static final Pattern SPACES = Pattern.compile(" +");

    /** Wrapped lines joined, so that a citation may be broken over two. */
    static String flat(String text) {
      return SPACES
          .matcher(MARKUP.matcher(LINE_START.matcher(text).replaceAll(" ")).replaceAll(" "))
          .replaceAll(" ");
    }

    /** Comments and string contents blanked, lines kept. */
    static String without(String text) {
      StringBuilder code = new StringBuilder(text.length());
      int i = 0;
      while (i < text.length()) {
        int end = skipped(text, i);
        if (end == i) {
          code.append(text.charAt(i++));
        } else {
          IntStream newlines = text.substring(i, end).chars().filter(c -> c == '\n');
          code.append("\n".repeat((int) newlines.count()));
          i = end;
        }
      }
      return code.toString();
    }

    private static int skipped(String text, int from) {
      if (text.startsWith("//", from)) {
        return endOf(text, "\n", from) - 1;
      }
      if (text.startsWith("/*", from)) {
        return endOf(text, "*/", from + 2);
      }
      if (text.startsWith("\"\"\"", from)) {
        return endOf(text, "\"\"\"", from + 3);
      }
      char quote = text.charAt(from);
      if (quote != '"' && quote != '\'') {
        return from;
      }
      int i = from + 1;
      while (i < text.length() && text.charAt(i) != quote && text.charAt(i) != '\n') {
        i += text.charAt(i) == '\\' ? 2 : 1;
      }
      return Math.min(i + 1, text.length());
    }

    private static int endOf(String text, String mark, int from) {
      int at = text.indexOf(mark, from);
      return at < 0 ? text.length() : at + mark.length();
    }
  }
}
