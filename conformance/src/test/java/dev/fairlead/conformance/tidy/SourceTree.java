package dev.fairlead.conformance.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files that belong to the project: what is not built, fetched or written by a run. */
final class SourceTree {
  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", "data", "dist", "node_modules", ".idea", ".vscode", ".settings");

  private static final Set<String> TEXT =
      Set.of("java", "xml", "md", "yaml", "yml", "json", "html", "css", "js", "mjs", "sh", "txt");

  private final Path root;
  private final List<Path> files = new ArrayList<>();

  SourceTree(Path root) {
    this.root = root;
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return NOT_OURS.contains(folder.getFileName().toString())
                      && !folder.equals(root)
                      && !isPackage(folder)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String name = file.getFileName().toString();
              if (attributes.isRegularFile() && !name.endsWith(".log") && !name.equals(".git")) {
                files.add(root.relativize(file));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    files.sort(null);
  }

  private static boolean isPackage(Path folder) {
    return folder.toString().contains("/src/main/java/")
        || folder.toString().contains("/src/test/java/");
  }

  /** Every file, relative to the root. */
  Stream<Path> files() {
    return files.stream();
  }

  /** Every file that a person reads; what tests read is theirs. */
  Stream<Path> texts() {
    return files()
        .filter(file -> !file.toString().contains("/src/test/resources/"))
        .filter(
            file -> {
              String name = file.getFileName().toString();
              int dot = name.lastIndexOf('.');
              return dot <= 0 || TEXT.contains(name.substring(dot + 1));
            });
  }

  Stream<Path> java() {
    return files().filter(file -> file.toString().endsWith(".java"));
  }

  long size(Path file) {
    try {
      return Files.size(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path absolute(Path file) {
    return root.resolve(file);
  }

  String read(Path file) {
    try {
      return Files.readString(root.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
