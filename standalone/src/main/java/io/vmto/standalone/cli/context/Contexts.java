package io.vmto.standalone.cli.context;

import io.vmto.contract.error.ErrorCode;
import io.vmto.standalone.cli.ApiClient;
import io.vmto.standalone.cli.ApiProblem;
import io.vmto.standalone.cli.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which server a command is for. What is named first counts: {@code --data}, {@code --context},
 * {@code VMTO_SERVER}, {@code VMTO_CONTEXT}, the current context, the default data folder. {@code
 * VMTO_TOKEN} takes the place of what the context would get in by.
 */
public final class Contexts {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private Contexts() {}

  /** A client of the server that is meant. Throws {@link ApiProblem} where that is none. */
  public static ApiClient open(@Nullable Path data, @Nullable String name) {
    return open(data, name, System.getenv());
  }

  static ApiClient open(
      @Nullable Path data, @Nullable String name, Map<String, String> environment) {
    var token = environment.getOrDefault("VMTO_TOKEN", "");
    var meant = meant(data, name, environment);
    if (!meant.data().isEmpty()) {
      var folder = Path.of(meant.data());
      return token.isEmpty()
          ? ApiClient.of(folder)
          : new ApiClient(ApiClient.address(folder), token);
    }
    checked(meant.server());
    var trust = Certificates.trusting(meant.certificate());
    if (!token.isEmpty()) {
      return new ApiClient(meant.server(), () -> token, trust);
    }
    if (!meant.keyFile().isEmpty()) {
      var key = key(Path.of(meant.keyFile()));
      return new ApiClient(meant.server(), () -> key, trust);
    }
    return new ApiClient(meant.server(), new Session(meant, trust), trust);
  }

  private static Context meant(
      @Nullable Path data, @Nullable String name, Map<String, String> environment) {
    if (data != null) {
      return of(data);
    }
    if (name != null) {
      return find(name);
    }
    var server = environment.getOrDefault("VMTO_SERVER", "");
    if (!server.isEmpty()) {
      return new Context("VMTO_SERVER", server, "", "", "");
    }
    var told = environment.getOrDefault("VMTO_CONTEXT", "");
    if (!told.isEmpty()) {
      return find(told);
    }
    var current = file().current();
    return current.isEmpty() ? of(Folders.data()) : find(current);
  }

  private static Context of(Path data) {
    return new Context("", "", data.toString(), "", "");
  }

  /** Names are file names, too. */
  static String named(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new ApiProblem(
          ErrorCode.REQUEST_INVALID,
          "A context cannot be called " + name + ".",
          "Take letters, digits, dots, dashes; at most 64.");
    }
    return name;
  }

  static Context find(String name) {
    return file()
        .find(name)
        .orElseThrow(
            () ->
                new ApiProblem(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "There is no context " + name + ".",
                    "See 'vmto context list', or make it with 'vmto context add'."));
  }

  static ContextFile file() {
    try {
      return ContextFile.read();
    } catch (IOException | tools.jackson.core.JacksonException e) {
      throw new ApiProblem(
          ErrorCode.REQUEST_INVALID,
          "contexts.json in " + Folders.configuration() + " cannot be read: " + e.getMessage(),
          "Mend it or delete it.");
    }
  }

  /** Tokens go over TLS, or do not leave this machine. */
  static void checked(String server) {
    try {
      var url = URI.create(server);
      boolean closed = "https".equals(url.getScheme()) && url.getHost() != null;
      boolean here =
          "http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost()));
      if ((closed || here) && url.getUserInfo() == null && url.getPath().isEmpty()) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // no URL at all
    }
    throw new ApiProblem(
        ErrorCode.ADDRESS_REFUSED,
        server + " is no address of a server that a token may be sent to.",
        "Write https://host[:port] and nothing more; http:// is for this machine only.");
  }

  private static String key(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ApiProblem(
          ErrorCode.NOT_AUTHENTICATED,
          "The API key in " + file + " cannot be read.",
          "Put it there, readable by you alone.");
    }
  }
}
