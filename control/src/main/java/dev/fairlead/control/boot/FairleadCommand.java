package dev.fairlead.control.boot;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What the verbs hang on. Without one, the help is shown and the status is that of a wrong call.
 */
@Command(
    name = "fairlead",
    description = "A live media server: RTMP in; HLS, DASH, FLV, TS, MP4 and RTMP out.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class FairleadCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
  }
}
