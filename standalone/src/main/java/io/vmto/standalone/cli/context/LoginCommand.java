package io.vmto.standalone.cli.context;

import io.vmto.standalone.cli.ApiClient;
import io.vmto.standalone.cli.Terminal;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs in with a password and keeps the session in a context. */
@Command(
    name = "login",
    mixinStandardHelpOptions = true,
    description = {
      "Sign in to a server and use it from now on.",
      "The session goes on by itself; the password is not kept."
    },
    footer = {"%nExample:", "  vmto login --server https://vmto.example --name lab --user ann"})
public final class LoginCommand implements Callable<Integer> {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Needed the first time; later the context knows it.")
  private @Nullable String server;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Of the context (default: the current one, or the server's host).")
  private @Nullable String name;

  @Option(names = "--user", paramLabel = "NAME", description = "Asked for where it is missing.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Asked for without echo where it is missing; - is standard input.")
  private @Nullable String passwordFile;

  @Option(
      names = "--certificate",
      paramLabel = "SHA256|PEM",
      description = "The server's fingerprint as colon hex, or a file to trust.")
  private @Nullable String certificate;

  @Override
  public Integer call() throws IOException {
    var context = context();
    Contexts.checked(context.server());
    var account = Terminal.line("user", "--user", user);
    var password = Terminal.secret("password", "--password-file", passwordFile);
    var trust = Certificates.trusting(context.certificate());
    try (var api = new ApiClient(context.server(), () -> "", trust)) {
      var session = api.post("/session", credentials(account, password));
      Session.keep(context.name(), session);
    }
    Contexts.file().with(context).using(context.name()).write();
    System.err.println("Signed in to " + context.server() + " as " + account + ".");
    return 0;
  }

  private static Map<String, String> credentials(String account, String password) {
    var sent = new TreeMap<String, String>();
    sent.put("name", account);
    sent.put("password", password);
    return sent;
  }

  /** What is known of the context, with what was said now. */
  private Context context() {
    var file = Contexts.file();
    var known = file.find(name == null ? file.current() : name);
    var address = Objects.requireNonNullElse(server, known.map(Context::server).orElse(""));
    var chosen =
        name != null
            ? name
            : server == null ? file.current() : Objects.toString(URI.create(server).getHost(), "");
    var trusted =
        Objects.requireNonNullElse(certificate, known.map(Context::certificate).orElse(""));
    return new Context(Contexts.named(chosen), address, "", "", trusted);
  }
}
