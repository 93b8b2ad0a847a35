package dev.fairlead.control.command;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.config.ConfigException;
import dev.fairlead.control.config.Settings;
import dev.fairlead.control.stream.KeyRecord;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Lists and adds streams of the oldest tenant. A node that runs on the same store takes up a new
 * one within a second.
 */
@Command(
    name = "stream",
    description = "Lists the streams of the data folder, or adds one.",
    mixinStandardHelpOptions = true)
public final class StreamCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
  }

  @Command(
      name = "list",
      description = "Lists name, playback id and stream key.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ConfigOptions options) {
    return with(
        options,
        (services, tenant) -> {
          Page.Request next = Page.Request.FIRST;
          while (next != null) {
            Page<LiveStream> page = services.streams().list(tenant.id(), next);
            print(services, tenant, page.items());
            next = page.nextCursor() == null ? null : Page.Request.of(page.nextCursor(), null);
          }
        });
  }

  @Command(
      name = "create",
      description = "Adds streams and prints them.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin ConfigOptions options,
      @Parameters(arity = "1..*", paramLabel = "NAME", description = "For people; not in use yet.")
          List<String> names) {
    return with(
        options,
        (services, tenant) -> {
          Streams streams = services.streams();
          // One at a time: where the third name is in use, the first two are told of.
          for (String name : names) {
            Streams.Fresh fresh = Streams.Fresh.named(name);
            LiveStream made = streams.create(tenant.id(), Actor.COMMAND_LINE, fresh);
            print(services, tenant, List.of(made));
          }
        });
  }

  private int with(ConfigOptions options, Action action) {
    try {
      Settings settings = Settings.of(options.load());
      Files.createDirectories(settings.dataDir());
      try (ControlServices services =
          ControlServices.open(settings.storeUrl(), settings.dataDir(), InstantSource.system())) {
        services.firstStart().ensureTenant();
        Tenant tenant = services.tenants().first();
        assert tenant != null : "there is one by now";
        action.run(services, tenant);
      }
      return 0;
    } catch (ConfigException e) {
      e.problems().forEach(spec.commandLine().getErr()::println);
    } catch (IOException | ControlException e) {
      spec.commandLine().getErr().println(e.getMessage());
    }
    return 1;
  }

  private void print(ControlServices services, Tenant tenant, List<LiveStream> streams) {
    Map<String, List<KeyRecord>> keys =
        services
            .streams()
            .keys(tenant.id())
            .list(tenant.id(), streams.stream().map(LiveStream::id).toList());
    for (LiveStream stream : streams) {
      for (KeyRecord key : keys.getOrDefault(stream.id(), List.of())) {
        spec.commandLine()
            .getOut()
            .printf("%-24s %s  %s%n", stream.name(), stream.playbackId(), key.key().secret());
      }
    }
    spec.commandLine().getOut().flush();
  }

  private interface Action {
    void run(ControlServices services, Tenant tenant) throws IOException;
  }
}
