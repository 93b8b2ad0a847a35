package dev.fairlead.conformance.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The compiled main classes of every module, and the top-level folder that they come from. */
public final class ModuleClasses {
  /** The fixed top-level folders that hold code. */
  public static final List<String> MODULES =
      List.of(
          "media-core",
          "protocols",
          "analytics",
          "billing",
          "control",
          "benchmarks",
          "conformance");

  private ModuleClasses() {}

  /** Reads them all; fails when a module was not compiled, since rules over nothing hold. */
  static JavaClasses compiled() {
    List<Path> folders = new ArrayList<>();
    for (String module : MODULES) {
      Path classes = root().resolve(module).resolve("target/classes");
      if (Files.isDirectory(classes)) {
        folders.add(classes);
      } else if (Files.isDirectory(root().resolve(module).resolve("src/main/java"))) {
        throw new IllegalStateException(module + " is not compiled: build all modules first");
      }
    }
    return new ClassFileImporter().importPaths(folders);
  }

  /** The folder that holds all modules. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("not inside the source tree");
      }
    }
    return folder;
  }
}
