package io.vmto.standalone.cli.context;

import io.vmto.contract.error.ErrorCode;
import io.vmto.standalone.cli.ApiProblem;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends a session on both sides. */
@Command(
    name = "logout",
    mixinStandardHelpOptions = true,
    description = "Sign out; the context stays for the next `vmto login`.")
public final class LogoutCommand implements Callable<Integer> {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Of the context (default: the current one).")
  private @Nullable String name;

  @Override
  public Integer call() throws IOException {
    var context = Contexts.find(Objects.requireNonNullElse(name, Contexts.file().current()));
    try (var api = Contexts.open(null, context.name())) {
      api.delete("/session");
    } catch (ApiProblem e) {
      if (e.failure().code() != ErrorCode.NOT_AUTHENTICATED) {
        throw e;
      }
    } finally {
      Session.forget(context.name());
    }
    return 0;
  }
}
