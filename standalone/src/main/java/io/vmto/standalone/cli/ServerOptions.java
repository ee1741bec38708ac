package io.vmto.standalone.cli;

import io.vmto.standalone.cli.context.Contexts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server a command is for, as {@link Contexts} has it. */
final class ServerOptions {
  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Another server; see `vmto context list`.")
  private @Nullable String context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server that runs on this data folder.")
  private @Nullable Path data;

  ApiClient open() {
    return Contexts.open(data, context);
  }
}
