import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites classes older than Java 6 as classes of Java 8, with the stack maps that those must have
 * (JVMS 25 §4.10.1): the Java machine keeps older ones in no start-up cache. Jars without any stay as
 * they are.
 *
 * <p>Run from its source: {@code java UpgradeClasses.java JAR...}.
 */
final class UpgradeClasses {
  private static final String CLASS = ".class";

  private UpgradeClasses() {}

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      Path file = Path.of(jar);
      if (hasOldClasses(file)) {
        upgrade(file);
      }
    }
  }

  private static boolean hasOldClasses(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().endsWith(CLASS)) {
          try (InputStream in = jar.getInputStream(entry)) {
            // Magic, minor, major (JVMS 25 §4.1).
            byte[] head = in.readNBytes(8);
            if (head.length == 8 && head[7] < ClassFile.JAVA_6_VERSION) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private static void upgrade(Path file) throws IOException {
    Path changed = file.resolveSibling(file.getFileName() + ".new");
    try (JarFile jar = new JarFile(file.toFile());
        URLClassLoader classes = new URLClassLoader(new URL[] {file.toUri().toURL()});
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(changed))) {
      ClassFile tool = tool(classes);
      for (JarEntry entry : Collections.list(jar.entries())) {
        byte[] content;
        try (InputStream in = jar.getInputStream(entry)) {
          content = in.readAllBytes();
        }
        out.putNextEntry(new JarEntry(entry.getName()));
        out.write(entry.getName().endsWith(CLASS) ? upgraded(tool, content) : content);
        out.closeEntry();
      }
    }
    Files.move(changed, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static ClassFile tool(ClassLoader classes) {
    return ClassFile.of(
        StackMapsOption.GENERATE_STACK_MAPS,
        ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(classes)
                .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  private static byte[] upgraded(ClassFile tool, byte[] content) {
    ClassModel old = tool.parse(content);
    if (old.majorVersion() >= ClassFile.JAVA_6_VERSION) {
      return content;
    }
    ClassTransform withCode =
        ClassTransform.transformingMethods(
            MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
    return tool.transformClass(
        old,
        withCode.andThen(
            (builder, element) -> {
              if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
              } else {
                builder.with(element);
              }
            }));
  }
}
