package io.vmto.standalone;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the classes of a jar the form of Java 8: no cache of the JVM takes classes of Java 5, nor
 * what refers to them. {@code ./vmto} does it to picocli, once after a build. Their code stays.
 */
final class Rejuvenation {
  private Rejuvenation() {}

  /** Replaces the jar that is named. */
  public static void main(String[] args) throws IOException {
    var jar = Path.of(args[0]).toAbsolutePath();
    var fresh = jar.resolveSibling(jar.getFileName() + ".new");
    try (var beside = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var old = new JarFile(jar.toFile());
        var out = new JarOutputStream(Files.newOutputStream(fresh))) {
      var transformer = transformer(beside);
      for (var entry : (Iterable<JarEntry>) old.stream()::iterator) {
        out.putNextEntry(new JarEntry(entry.getName()));
        try (var in = old.getInputStream(entry)) {
          var bytes = in.readAllBytes();
          boolean ours =
              entry.getName().endsWith(".class") && !entry.getName().endsWith("-info.class");
          out.write(ours ? rejuvenated(bytes, transformer) : bytes);
        }
      }
    }
    Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Needs to know who extends whom, for the frames that younger classes have. */
  private static ClassFile transformer(ClassLoader beside) {
    var hierarchy =
        ClassHierarchyResolver.ofResourceParsing(beside)
            .orElse(ClassHierarchyResolver.defaultResolver())
            .cached();
    return ClassFile.of(
        StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
  }

  private static byte[] rejuvenated(byte[] bytes, ClassFile transformer) {
    var model = transformer.parse(bytes);
    if (model.majorVersion() >= ClassFile.JAVA_8_VERSION) {
      return bytes;
    }
    ClassTransform version =
        (builder, element) ->
            builder.with(
                element instanceof ClassFileVersion
                    ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                    : element);
    return transformer.transformClass(
        model, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
  }
}
