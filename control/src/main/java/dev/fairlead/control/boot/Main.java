package dev.fairlead.control.boot;

import dev.fairlead.control.logging.Logging;
import picocli.CommandLine;

/** The one entry point. */
public final class Main {
  private Main() {}

  /** Runs a verb and ends the process with its status. */
  public static void main(String[] arguments) {
    Logging.prepare();
    int status = new CommandLine(new FairleadCommand()).execute(arguments);
    System.exit(status);
  }
}
