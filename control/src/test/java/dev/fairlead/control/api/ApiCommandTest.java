package dev.fairlead.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.control.command.ApiCommand;
import dev.fairlead.control.tenant.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line against a node: each operation has a verb, and verbs do what they say. */
@Timeout(60)
class ApiCommandTest {
  @TempDir Path folder;

  private ApiWorld world;
  private Map<String, String> environment;

  /** What a call printed, and its status. */
  private record Ran(int status, String out, String err) {}

  @BeforeEach
  void begin() throws IOException {
    world = new ApiWorld(folder);
    world.account(world.access.tenant, "cli@example.org", Role.OWNER, false);
    environment =
        Map.of(
            "FAIRLEAD_URL", world.origin().toString(),
            "FAIRLEAD_TOKEN", world.login("cli@example.org"));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        ApiCommand.commandLine(environment::get)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Ran(status, out.toString(), err.toString());
  }

  @Test
  void eachOperationHasOneVerb() {
    List<String> verbs =
        ApiCommand.commandLine(environment::get).getSubcommands().values().stream()
            .flatMap(ApiCommandTest::verbs)
            .toList();

    assertEquals(
        world.api.operations().stream().map(Operation::id).sorted().toList(),
        verbs.stream().sorted().toList());
  }

  /** Ids of the operations behind a group's verbs, from what they look like. */
  private static Stream<String> verbs(CommandLine group) {
    return group.getSubcommands().values().stream()
        .map(verb -> verb.getCommandSpec().userObject().toString())
        .map(text -> text.replaceAll("^Verb\\[id=([\\w.]+),.*", "$1"));
  }

  @Test
  void aStreamIsMadeListedChangedAndDeleted() {
    Ran made = run("streams", "create", "--name", "from a shell", "--tags", "a,b", "--json");
    assertEquals(0, made.status(), made.err());
    String id = made.out().replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");

    Ran listed = run("streams", "list");
    assertEquals(0, listed.status());
    assertTrue(listed.out().lines().anyMatch(line -> line.startsWith("id ")), listed.out());
    assertTrue(
        listed.out().lines().anyMatch(line -> line.contains(id) && line.contains("from a shell")),
        listed.out());
    assertEquals(
        0,
        run("streams", "update", id, "--max-viewers", "7", "--policy", "{\"kind\":\"JWT\"}")
            .status());
    Ran one = run("streams", "get", id);
    assertTrue(one.out().contains("maxViewers               7"), one.out());
    assertTrue(one.out().contains("JWT"), one.out());
    assertEquals(0, run("streams", "delete", id).status());
    Ran gone = run("streams", "get", id);
    assertEquals(1, gone.status());
    assertEquals("fairlead: There is no such stream.", gone.err().strip());
  }

  @Test
  void whatIsWrongIsSaid() {
    Ran missing = run("streams", "create");
    assertEquals(2, missing.status());
    assertTrue(missing.err().contains("--name"), missing.err());
    Ran json = run("streams", "create", "--name", "x", "--policy", "{");
    assertEquals(1, json.status());
    assertTrue(json.err().contains("--policy takes JSON"), json.err());
    assertEquals(2, run("streams").status());
    environment = Map.of("FAIRLEAD_URL", world.origin().toString());
    assertEquals(1, run("streams", "list").status());
    environment = Map.of("FAIRLEAD_URL", "http://127.0.0.1:1");
    assertTrue(run("streams", "list").err().contains("does not answer"));
  }
}
