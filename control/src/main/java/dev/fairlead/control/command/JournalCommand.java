package dev.fairlead.control.command;

import dev.fairlead.analytics.event.Event;
import dev.fairlead.analytics.event.EventType;
import dev.fairlead.analytics.journal.JournalException;
import dev.fairlead.analytics.journal.JournalReader;
import dev.fairlead.analytics.journal.JournalVisitor;
import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.Settings;
import dev.fairlead.control.json.JsonText;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what is in the journal of a data folder, also while a node writes it. */
@Command(
    name = "journal",
    description = "Reads the log of record: one JSON object a line.",
    mixinStandardHelpOptions = true)
public final class JournalCommand implements Runnable {
  /** How long a reader waits before it looks for more. */
  private static final long PAUSE_MS = 100;

  private final JournalReader.Source source;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Which events are shown. */
  static final class Choice {
    @Option(
        names = "--from",
        paramLabel = "TIME",
        description =
            "Events that were written at this time or later, such as" + " 2030-01-31T12:00:00Z.")
    private @Nullable String from;

    @Option(
        names = "--type",
        paramLabel = "TYPE",
        description = "Events of this type alone, such as user-connection.")
    private @Nullable String type;

    @Option(names = "--tenant", paramLabel = "ID", description = "Events of this tenant alone.")
    private @Nullable String tenant;
  }

  /**
   * @param source opens journals
   */
  public JournalCommand(JournalReader.Source source) {
    this.source = source;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
  }

  @Command(name = "cat", description = "Shows what is written.", mixinStandardHelpOptions = true)
  int cat(@Mixin ConfigOptions options, @Mixin Choice choice) {
    Shown shown = new Shown(choice);
    return with(
        options,
        reader -> {
          shown.seek(reader);
          long _ = reader.read(shown);
          out().flush();
          return 0;
        });
  }

  @Command(
      name = "tail",
      description = "Shows what is written from now on, or from a time, until it is ended.",
      mixinStandardHelpOptions = true)
  int tail(@Mixin ConfigOptions options, @Mixin Choice choice) {
    if (choice.from == null) {
      choice.from = Instant.now().toString();
    }
    Shown shown = new Shown(choice);
    return with(
        options,
        reader -> {
          shown.seek(reader);
          while (!out().checkError()) {
            if (reader.read(shown) == 0) {
              Thread.sleep(PAUSE_MS);
            }
          }
          return 0;
        });
  }

  @Command(
      name = "verify",
      description = "Reads every record; ends with status 2 when one is damaged.",
      mixinStandardHelpOptions = true)
  int verify(@Mixin ConfigOptions options) {
    Verified verified = new Verified();
    return with(
        options,
        reader -> {
          long records = reader.read(verified);
          Map<String, Object> summary = new LinkedHashMap<>();
          summary.put("records", records);
          summary.put("damaged", verified.damaged);
          out().println(JsonText.of(summary));
          out().flush();
          return verified.damaged == 0 ? 0 : 2;
        });
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int with(ConfigOptions options, Action action) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Settings settings = Settings.of(options.load());
      try (JournalReader reader = source.open(settings.dataDir())) {
        return action.run(reader);
      }
    } catch (ConfigException e) {
      e.problems().forEach(err::println);
    } catch (JournalException e) {
      err.println(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private void printDamage(long position, String why) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("position", Long.toHexString(position));
    line.put("damaged", why);
    out().println(JsonText.of(line));
  }

  /** Prints what was asked for. */
  private final class Shown implements JournalVisitor {
    private final @Nullable Instant from;
    private final @Nullable EventType type;
    private final @Nullable String tenant;

    Shown(Choice choice) {
      from = choice.from == null ? null : time(choice.from);
      type = choice.type == null ? null : type(choice.type);
      tenant = choice.tenant;
    }

    void seek(JournalReader reader) {
      if (from != null) {
        reader.seek(from);
      }
    }

    @Override
    public void event(long position, Event event) {
      long fromNs = from == null ? Long.MIN_VALUE : from.toEpochMilli() * 1_000_000L;
      if (event.header().journalTimeNs() >= fromNs
          && (type == null || event.header().type() == type)
          && (tenant == null || event.header().tenant().equals(tenant))) {
        out().println(JsonText.of(event.fields()));
      }
    }

    @Override
    public void damaged(long position, String why) {
      printDamage(position, why);
    }

    private Instant time(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--from: not a time such as 2030-01-31T12:00:00Z: " + text, e);
      }
    }

    private EventType type(String text) {
      EventType named = EventType.named(text);
      if (named == null) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--type: there is no type " + text);
      }
      return named;
    }
  }

  /** Counts and prints damage. */
  private final class Verified implements JournalVisitor {
    private long damaged;

    @Override
    public void event(long position, Event event) {}

    @Override
    public void damaged(long position, String why) {
      damaged++;
      printDamage(position, why);
    }
  }

  private interface Action {
    int run(JournalReader reader) throws InterruptedException;
  }
}
