package dev.fairlead.control.config;

import java.util.List;

/** The configuration cannot be used. Each problem is one line that says what to change. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String[] problems;

  /**
   * @param problems at least one
   */
  public ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = problems.toArray(String[]::new);
  }

  /** One line each. */
  public List<String> problems() {
    return List.of(problems);
  }
}
