package io.vmto.standalone.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The parts of the house below a root package, and who may know whom. The root is {@code io.vmto},
 * or the package of the broken fixtures, which is a small house where every rule is violated.
 */
record House(String root) {
  static final House OURS = new House("io.vmto");
  static final House BROKEN = new House("io.vmto.standalone.architecture.broken");

  static final List<String> SERVICES =
      List.of("job", "connection", "transfer", "license", "webhook", "query", "gateway");

  /** What each part may know beside itself; standalone alone may know everything. */
  static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("contract", Set.of()),
          Map.entry("disk", Set.of()),
          Map.entry("s3", Set.of("disk")),
          Map.entry("hypervisor", Set.of("contract", "disk")),
          Map.entry("runtime", Set.of("contract")),
          Map.entry("sandbox", Set.of("disk")),
          Map.entry("job", Set.of("contract", "runtime")),
          Map.entry("connection", Set.of("contract", "runtime", "hypervisor")),
          Map.entry("transfer", Set.of("contract", "runtime", "hypervisor", "disk", "s3")),
          Map.entry("license", Set.of("contract", "runtime")),
          Map.entry("webhook", Set.of("contract", "runtime", "hypervisor")),
          Map.entry("query", Set.of("contract", "runtime")),
          Map.entry("gateway", Set.of("contract", "runtime")));

  /** The four through which a step speaks: they hold the bus, the steps do not. */
  static final Set<String> WAYS_OUT =
      Set.of(
          "transfer.step.Endpoints",
          "transfer.step.ProgressReporter",
          "transfer.step.Reports",
          "transfer.step.StepRunner");

  /** Public in a service for a reason; each line says which. */
  static final Set<String> OPEN =
      Set.of(
          "job.JobSaga", // Axon makes sagas itself
          "gateway.Bus", // from here: what the features of the door share
          "gateway.Call",
          "gateway.FeedCursor",
          "gateway.FeedTail",
          "gateway.Fields",
          "gateway.Installation",
          "gateway.Telling",
          "transfer.artifact.ArtifactStore", // port: where disk images lie
          "transfer.artifact.Artifact",
          "transfer.artifact.CopyNotes",
          "transfer.artifact.KeptImage",
          "transfer.artifact.LocalArtifactStore", // its adapters, chosen by a composition
          "transfer.artifact.S3ArtifactStore",
          "transfer.step.CheckpointStore", // port of the steps, held by the worker
          "transfer.step.Endpoints", // from here: what the worker next door runs steps with
          "transfer.step.ImageCheck",
          "transfer.step.Reports",
          "transfer.step.StepOutcome",
          "transfer.step.StepRunner",
          "transfer.step.Throttles",
          "transfer.step.Workbench",
          "transfer.worker.WorkQueue", // Axon proxies and handles it
          "gateway.Accepted",
          "gateway.Body",
          "gateway.ConnectionForm",
          "gateway.Settings",
          "gateway.TellsSecret",
          "gateway.openapi.OpenApi",
          "gateway.openapi.Operation",
          "gateway.portal.Portal", // which requests are for pages, asked by admission
          "gateway.identity.FirstPassword"); // told to whoever starts the server

  /**
   * The compiled main classes of every module of the reactor, never those in its jars. The
   * benchmarks ship with nothing and may look everywhere.
   */
  static JavaClasses modules() {
    var top = top();
    try (var services = Files.list(top);
        var libs = Files.list(top.resolve("lib"))) {
      var classes =
          Stream.concat(services, libs)
              .filter(module -> !module.endsWith("bench"))
              .map(module -> module.resolve("target/classes"))
              .filter(Files::isDirectory)
              .toList();
      return new ClassFileImporter().importPaths(classes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JavaClasses fixtures() {
    return new ClassFileImporter().importPackages(BROKEN.root);
  }

  private static Path top() {
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("lib/contract"))) {
        return folder;
      }
    }
    throw new IllegalStateException("not inside the project: " + Path.of("").toAbsolutePath());
  }

  String[] packages(String... parts) {
    return Stream.of(parts).map(p -> root + "." + p + "..").toArray(String[]::new);
  }

  String[] services() {
    return packages(SERVICES.toArray(String[]::new));
  }

  boolean owns(JavaClass type) {
    return type.getPackageName().startsWith(root + ".");
  }

  /** The part a class belongs to: {@code transfer} for {@code io.vmto.transfer.step.Undo}. */
  String part(JavaClass type) {
    return type.getPackageName().substring(root.length() + 1).split("\\.", 2)[0];
  }

  /** The name below the root, of the outermost class: {@code transfer.step.Undo}. */
  String name(JavaClass type) {
    return type.getName().substring(root.length() + 1).split("\\$", 2)[0];
  }
}
