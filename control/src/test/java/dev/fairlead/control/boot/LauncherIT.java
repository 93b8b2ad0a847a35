package dev.fairlead.control.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a shell runs it, in a copy of its own where nothing is built. */
@Timeout(60)
class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "fairlead");

  @TempDir Path folder;

  private record Ended(int status, String text) {}

  /** By hand, since whoever removes the folder warns of every link that leads out of it. */
  @AfterEach
  void removeLinks() throws IOException {
    Path bin = folder.resolve("bin");
    if (Files.exists(bin)) {
      try (Stream<Path> tools = Files.list(bin)) {
        for (Path link : tools.filter(Files::isSymbolicLink).toList()) {
          Files.delete(link);
        }
      }
    }
  }

  @Test
  void helpListsEveryVerb() throws Exception {
    Ended help = run("", "--help");

    assertEquals(0, help.status());
    for (String verb :
        List.of("serve", "check", "config", "package", "stream", "store", "journal", "api")) {
      assertTrue(help.text().contains("\n  " + verb + " "), help.text());
    }
  }

  @Test
  void verbsOfTheProgramAreHandedToIt() throws Exception {
    jdk("jdk", "25.0.3", "javac");
    for (String verb : List.of("serve", "config", "stream", "store", "journal", "api")) {
      Ended handed = run("", verb);

      assertTrue(handed.text().contains("building with "), handed.text());
    }
  }

  @Test
  void verbsThatNeedNoJavaTellTheirHelpWithoutOne() throws Exception {
    Path script = Files.createDirectories(folder.resolve("root/control/launcher"));
    Files.copy(Path.of("launcher", "check.sh"), script.resolve("check.sh"));
    for (String verb : List.of("check", "package", "build")) {
      Ended help = run("", verb, "--help");

      assertEquals(0, help.status(), help.text());
      assertTrue(help.text().startsWith("Usage: ./fairlead " + verb), help.text());
    }
  }

  @Test
  void anUnknownVerbIsAnError() throws Exception {
    Ended wrong = run("", "sail");

    assertEquals(2, wrong.status());
    assertTrue(wrong.text().contains("there is no verb 'sail'"), wrong.text());
  }

  @Test
  void takesTheJdkThatIsNewEnoughAndNotTheDefault() throws Exception {
    jdk("old", "17.0.15", "javac");
    Path fitting = jdk("new", "25.0.3", "javac");

    Ended serve = run("", "serve");

    assertTrue(serve.text().contains("building with " + fitting), serve.text());
  }

  @Test
  void aRuntimeWithoutCompilerIsPassedOver() throws Exception {
    jdk("a-jre", "25.0.3", "java");
    Path fitting = jdk("b-jdk", "26", "javac");

    Ended serve = run("", "serve");

    assertTrue(serve.text().contains("building with " + fitting), serve.text());
  }

  @Test
  void javaHomeWinsWhenItIsNewEnough() throws Exception {
    jdk("found", "25.0.3", "javac");
    Path named = Files.createDirectories(folder.resolve("elsewhere"));
    fill(named, "27", "javac");

    assertTrue(run(named.toString(), "serve").text().contains("building with " + named));
  }

  @Test
  void saysWhatToInstallWhenThereIsNoMaven() throws Exception {
    jdk("jdk", "25.0.3", "javac");

    Ended serve = runWithoutMaven();

    assertEquals(1, serve.status());
    assertTrue(serve.text().contains("apt-get install maven"), serve.text());
  }

  /** A folder under the launcher's {@code /opt}, which is ours here. */
  private Path jdk(String name, String version, String program) throws IOException {
    Path home = Files.createDirectories(folder.resolve("opt").resolve(name));
    fill(home, version, program);
    return home;
  }

  private static void fill(Path home, String version, String program) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    executable(bin.resolve("java"), "exit 0");
    executable(bin.resolve(program), "exit 0");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private static void executable(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + command + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended run(String javaHome, String... arguments) throws Exception {
    executable(Files.createDirectories(folder.resolve("bin")).resolve("mvn"), "exit 1");
    return launch(javaHome, arguments);
  }

  private Ended runWithoutMaven() throws Exception {
    Files.createDirectories(folder.resolve("bin"));
    return launch("", "serve");
  }

  private Ended launch(String javaHome, String... arguments) throws Exception {
    Path root = Files.createDirectories(folder.resolve("root"));
    Path copy = root.resolve("fairlead");
    // Machines differ in what lies in the usual folders: only ours counts here.
    String text =
        Files.readString(LAUNCHER)
            .replace("/usr/lib/jvm/*", folder + "/none/*")
            .replace(" /opt/*", " " + folder + "/opt/*");
    Files.writeString(copy, text);
    for (String tool :
        List.of(
            "sh",
            "dirname",
            "readlink",
            "sed",
            "find",
            "head",
            "mkdir",
            "touch",
            "date",
            "mv",
            "grep",
            "cat",
            "flock")) {
      Path link = folder.resolve("bin").resolve(tool);
      Path there =
          List.of(Path.of("/bin", tool), Path.of("/usr/bin", tool)).stream()
              .filter(Files::exists)
              .findFirst()
              .orElse(null);
      if (there != null && !Files.exists(link)) {
        Files.createSymbolicLink(link, there);
      }
    }
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", copy.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().put("HOME", folder.toString());
    if (!javaHome.isEmpty()) {
      builder.environment().put("JAVA_HOME", javaHome);
    }
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), output);
  }
}
