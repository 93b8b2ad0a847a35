package dev.fairlead.control.boot;

import dev.fairlead.analytics.journal.JournalFiles;
import dev.fairlead.control.command.ApiCommand;
import dev.fairlead.control.command.ConfigCommand;
import dev.fairlead.control.command.JournalCommand;
import dev.fairlead.control.command.StoreCommand;
import dev.fairlead.control.command.StreamCommand;
import dev.fairlead.control.logging.Logging;
import picocli.CommandLine;

/** The one entry point. */
public final class Main {
  private Main() {}

  /** Runs a verb and ends the process with its status. */
  public static void main(String[] arguments) {
    Logging.prepare();
    CommandLine verbs = new CommandLine(new FairleadCommand());
    verbs.addSubcommand(new ServeCommand());
    // Verbs are read from annotations, for which a node that starts has no time.
    if (arguments.length == 0 || !arguments[0].equals(ServeCommand.NAME)) {
      verbs.addSubcommand(new ConfigCommand());
      verbs.addSubcommand(new StreamCommand());
      verbs.addSubcommand(new JournalCommand(JournalFiles::open));
      verbs.addSubcommand(new StoreCommand(DataFolder::take));
      verbs.addSubcommand(ApiCommand.NAME, ApiCommand.commandLine(System::getenv));
    }
    System.exit(verbs.execute(arguments));
  }
}
