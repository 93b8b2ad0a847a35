package dev.fairlead.control.logging;

import dev.fairlead.control.config.Settings;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Puts the node's own writer behind all loggers of the process. Close it last of all. */
public final class Logging implements AutoCloseable {
  private final LineWriter writer;
  private final Logger root = Logger.getLogger("");

  /** Held, because a logger that nobody holds forgets its level. */
  private final Logger own = Logger.getLogger("dev.fairlead");

  private Logging(LineWriter writer) {
    this.writer = writer;
  }

  /** Names our manager to the platform. Call before anything logs, and before the manager loads. */
  public static void prepare() {
    System.setProperty("java.util.logging.manager", SteadyLogs.class.getName());
  }

  /** Starts logging to standard error. */
  public static Logging start(Settings.Log settings) {
    LineWriter writer =
        new LineWriter(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
            new LineFormat(settings.format().equals("json")));
    Logging logging = new Logging(writer);
    for (Handler standard : logging.root.getHandlers()) {
      logging.root.removeHandler(standard);
    }
    Level level = level(settings.level());
    writer.setLevel(level);
    logging.root.addHandler(writer);
    logging.root.setLevel(Level.INFO);
    logging.own.setLevel(level);
    return logging;
  }

  private static Level level(String word) {
    return switch (word) {
      case "debug" -> Level.FINE;
      case "warning" -> Level.WARNING;
      case "error" -> Level.SEVERE;
      default -> Level.INFO;
    };
  }

  @Override
  public void close() {
    Handler handler = writer;
    handler.close();
    root.removeHandler(handler);
  }
}
