package io.vmto.standalone.cli.context;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The servers this user works with, by names of their own. */
@Command(
    name = "context",
    mixinStandardHelpOptions = true,
    description = {
      "The servers you work with, and which one is used.",
      "Without any, it is the server that runs on this machine's data folder."
    },
    footer = {
      "%nExamples:",
      "  vmto context add lab --server https://vmto.example --key-file ~/.vmto-key",
      "  vmto context use lab",
      "  vmto job list --context lab"
    })
public final class ContextCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().usage(System.out);
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List them.")
  int list() {
    var file = Contexts.file();
    System.out.printf("  %-16s %-40s %s%n", "NAME", "SERVER", "GETS IN BY");
    for (var context : file.contexts()) {
      System.out.printf(
          "%s %-16s %-40s %s%n",
          context.name().equals(file.current()) ? "*" : " ",
          context.name(),
          context.server(),
          context.by());
    }
    return 0;
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Remember a server; one of the same name is replaced.",
        "Without --data and --key-file it is got in to by `vmto login`."
      })
  int add(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--server", paramLabel = "URL", defaultValue = "") String server,
      @Option(
              names = "--data",
              paramLabel = "DIR",
              defaultValue = "",
              description = "Data folder of a server on this machine; its token is used.")
          String data,
      @Option(
              names = "--key-file",
              paramLabel = "FILE",
              defaultValue = "",
              description = "Holds an API key.")
          String keyFile,
      @Option(
              names = "--certificate",
              paramLabel = "SHA256|PEM",
              defaultValue = "",
              description = "The server's fingerprint as colon hex, or a file to trust.")
          String certificate)
      throws IOException {
    if (data.isEmpty()) {
      Contexts.checked(server);
    }
    Contexts.file()
        .with(
            new Context(
                Contexts.named(name),
                server,
                absolute(data),
                absolute(keyFile),
                certificate.contains(":") ? certificate : absolute(certificate)))
        .write();
    return 0;
  }

  /** It will be used from other folders. */
  private static String absolute(String path) {
    return path.isEmpty() ? "" : Path.of(path).toAbsolutePath().toString();
  }

  @Command(
      name = "use",
      mixinStandardHelpOptions = true,
      description = "Use this one from now on; - for the one of this machine.")
  int use(@Parameters(paramLabel = "NAME") String name) throws IOException {
    Contexts.file().using(name.equals("-") ? "" : Contexts.find(name).name()).write();
    return 0;
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Forget one, and its session.")
  int remove(@Parameters(paramLabel = "NAME") String name) throws IOException {
    var file = Contexts.file().without(Contexts.find(name).name());
    Session.forget(name);
    file.write();
    return 0;
  }
}
