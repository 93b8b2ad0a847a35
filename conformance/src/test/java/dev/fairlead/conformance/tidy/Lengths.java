package dev.fairlead.conformance.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** How long files and methods are. */
final class Lengths {
  private Lengths() {}

  static Entry ofFile(SourceTree tree, Path file) {
    return new Entry(file.toString(), (int) tree.read(file).lines().count());
  }

  /** Every method and constructor of the main sources, by the compiler's own parser. */
  static List<Entry> ofMethods(SourceTree tree) {
    List<Path> files =
        tree.java()
            .filter(file -> file.toString().contains("src/main/java"))
            .map(tree::absolute)
            .toList();
    List<Entry> methods = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        new TreePathScanner<Void, Void>() {
          @Override
          public Void visitMethod(MethodTree method, Void unused) {
            long from = positions.getStartPosition(unit, method);
            long to = positions.getEndPosition(unit, method);
            if (from >= 0 && to >= from) {
              long lines =
                  unit.getLineMap().getLineNumber(to) - unit.getLineMap().getLineNumber(from) + 1;
              Path file = Path.of(unit.getSourceFile().toUri()).getFileName();
              methods.add(new Entry(file + " " + method.getName(), (int) lines));
            }
            return super.visitMethod(method, unused);
          }
        }.scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return methods;
  }

  /**
   * One thing and its length.
   *
   * @param name where it is
   * @param lines from its first to its last line
   */
  record Entry(String name, int lines) {}
}
