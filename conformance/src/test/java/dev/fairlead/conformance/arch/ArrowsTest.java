package dev.fairlead.conformance.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The house keeps its arrows; and every rule bites when a class breaks it. */
class ArrowsTest {
  /** One small house in which each class breaks at least the rule that names it. */
  private static final List<Violator> VIOLATORS =
      List.of(
          violator(
              "MEDIA_CORE_SEES_BUFFERS_AND_COLLECTIONS_ONLY",
              "dev.fairlead.media.track",
              "io.netty.util.AttributeKey<String> field;"),
          violator(
              "MEDIA_CORE_OPENS_NO_SOCKET", "dev.fairlead.media.track", "java.net.Socket field;"),
          violator(
              "WIRE_AND_CORE_TOUCH_NOTHING_THAT_RUNS",
              "dev.fairlead.protocols.rtmp.core",
              "java.util.concurrent.Executor field;"),
          violator(
              "WIRE_AND_CORE_ASK_NO_CLOCK_AND_NO_DICE",
              "dev.fairlead.protocols.rtmp.wire",
              "long now() { return System.nanoTime(); }"),
          violator(
              "WIRE_SEES_BYTES_ONLY",
              "dev.fairlead.protocols.rtmp.wire",
              "dev.fairlead.media.track.Sample field;"),
          violator(
              "CORE_SEES_WIRE_TIME_AND_COUNTERS_ONLY",
              "dev.fairlead.protocols.rtmp.core",
              "dev.fairlead.media.broadcast.Broadcast field;"),
          violator(
              "WIRE_DOES_NOT_KNOW_ITS_CALLERS",
              "dev.fairlead.protocols.rtmp.wire",
              "dev.fairlead.protocols.rtmp.core.Marker field;"),
          violator(
              "CORE_DOES_NOT_KNOW_ITS_CALLERS",
              "dev.fairlead.protocols.rtmp.core",
              "dev.fairlead.protocols.rtmp.bridge.Marker field;"),
          violator(
              "BRIDGE_DOES_NOT_KNOW_ITS_CALLERS",
              "dev.fairlead.protocols.rtmp.bridge",
              "dev.fairlead.protocols.rtmp.netty.Marker field;"),
          violator(
              "ROOMS_SEE_THEIR_DECLARED_NEIGHBOURS_ONLY",
              "dev.fairlead.protocols.rtmp.bridge",
              "dev.fairlead.protocols.srt.core.Marker field;"),
          violator(
              "PROTOCOLS_SEE_NEITHER_FIGURES_NOR_MONEY",
              "dev.fairlead.protocols.rtmp.bridge",
              "dev.fairlead.billing.Marker field;"),
          violator(
              "ANALYTICS_SEES_THE_MEDIA_CORE_ONLY",
              "dev.fairlead.analytics.query",
              "dev.fairlead.billing.Marker field;"),
          violator(
              "BILLING_SEES_THE_LOG_OF_RECORD_ONLY",
              "dev.fairlead.billing",
              "dev.fairlead.analytics.query.Marker field;"),
          violator(
              "ONLY_BOOT_NAMES_IMPLEMENTATIONS_OF_OTHER_MODULES",
              "dev.fairlead.control.auth",
              "dev.fairlead.protocols.rtmp.netty.Marker field;"),
          violator(
              "NOTHING_DEPENDS_ON_CONTROL",
              "dev.fairlead.billing",
              "dev.fairlead.control.auth.Marker field;"),
          violator(
              "NOTHING_DEPENDS_ON_PROOFS",
              "dev.fairlead.control.auth",
              "dev.fairlead.benchmarks.Marker field;"),
          violator(
              "PACKAGES_FORM_NO_CYCLE",
              "dev.fairlead.control.auth",
              "dev.fairlead.control.stream.Breaks_TENANTS_ARE_VISIBLE_IN_SIGNATURES field;"),
          violator(
              "TENANTS_ARE_VISIBLE_IN_SIGNATURES",
              "dev.fairlead.control.stream",
              "public void list() {} dev.fairlead.control.auth.Marker field;"),
          violator("EVERY_CLASS_LIVES_IN_A_ROOM", "dev.fairlead.attic", ""));

  @TestFactory
  List<DynamicTest> keepsEveryArrow() {
    JavaClasses classes = ModuleClasses.compiled();
    return rules()
        .map(rule -> DynamicTest.dynamicTest(rule.name, () -> rule.rule.check(classes)))
        .toList();
  }

  @TestFactory
  List<DynamicTest> everyArrowBites(@TempDir Path folder) throws IOException {
    JavaClasses broken = compileViolators(folder);
    return rules()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.name,
                    () -> {
                      String report = rule.rule.evaluate(broken).getFailureReport().toString();
                      String culprit = "Breaks_" + rule.name;
                      assertTrue(report.contains(culprit), culprit + " goes unnoticed:\n" + report);
                    }))
        .toList();
  }

  @Test
  void everyArrowHasAViolator() {
    Set<String> broken = VIOLATORS.stream().map(v -> v.rule).collect(Collectors.toSet());
    Set<String> declared = rules().map(NamedRule::name).collect(Collectors.toSet());

    assertEquals(new TreeSet<>(declared), new TreeSet<>(broken));
  }

  private static JavaClasses compileViolators(Path folder) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d"));
    arguments.add(folder.resolve("classes").toString());
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    Set<String> packages =
        VIOLATORS.stream()
            .map(Violator::packageName)
            .collect(Collectors.toCollection(TreeSet::new));
    packages.addAll(
        List.of(
            "dev.fairlead.protocols.rtmp.netty",
            "dev.fairlead.protocols.srt.core",
            "dev.fairlead.benchmarks"));
    for (String name : packages) {
      arguments.add(source(folder, name, "Marker", ""));
    }
    for (Violator violator : VIOLATORS) {
      arguments.add(source(folder, violator.packageName, "Breaks_" + violator.rule, violator.body));
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, status, "the violators must compile");
    return new ClassFileImporter().importPath(folder.resolve("classes"));
  }

  private static String source(Path folder, String packageName, String name, String body)
      throws IOException {
    Path file =
        folder.resolve("src").resolve(packageName.replace('.', '/')).resolve(name + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file, "package " + packageName + "; public class " + name + " { " + body + " }");
    return file.toString();
  }

  private static Stream<NamedRule> rules() {
    return Arrays.stream(Arrows.class.getDeclaredFields())
        .filter(field -> field.getType() == ArchRule.class)
        .map(field -> new NamedRule(field.getName(), read(field)));
  }

  private static ArchRule read(Field field) {
    try {
      return (ArchRule) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static Violator violator(String rule, String packageName, String body) {
    return new Violator(rule, packageName, body);
  }

  private record Violator(String rule, String packageName, String body) {}

  private record NamedRule(String name, ArchRule rule) {}
}
