package io.vmto.standalone;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** From where a server can be reached: from this machine, or with a certificate from others too. */
final class Reach {
  /** This machine only. */
  static final Reach LOOPBACK = new Reach();

  @ArgGroup(exclusive = false)
  private @Nullable Others others;

  /** A certificate and all that goes with one. */
  static final class Others {
    @Option(
        names = "--tls-certificate",
        required = true,
        paramLabel = "FILE",
        description = "Certificate with its chain as PEM; read again when it changes.")
    private Path certificate = Path.of("");

    @Option(
        names = "--tls-key",
        required = true,
        paramLabel = "FILE",
        description = "Its private key as PEM.")
    private Path key = Path.of("");

    @Option(
        names = "--address",
        paramLabel = "ADDRESS",
        description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1";

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "Name, and port where it is another, that clients use; may be repeated.")
    private List<String> names = List.of();
  }

  /** In the words of the gateway's and Spring's settings. */
  Map<String, Object> settings() {
    var settings = new LinkedHashMap<String, Object>();
    if (others != null) {
      var bundle = "spring.ssl.bundle.pem.vmto.";
      settings.put(bundle + "keystore.certificate", others.certificate.toAbsolutePath().toString());
      settings.put(bundle + "keystore.private-key", others.key.toAbsolutePath().toString());
      settings.put(bundle + "reload-on-update", true);
      settings.put("server.ssl.bundle", "vmto");
      settings.put("vmto.gateway.address", others.address);
      settings.put("vmto.gateway.names", String.join(",", others.names));
    }
    return settings;
  }
}
