package io.vmto.standalone.cli;

import java.nio.file.Path;
import java.util.Objects;

/** Where things are kept on this machine, by the XDG conventions. */
public final class Folders {
  private Folders() {}

  public static Path data() {
    return under("XDG_DATA_HOME", ".local/share");
  }

  public static Path keyFile() {
    return configuration().resolve("vault.key");
  }

  /** What belongs to the user and not to a server. */
  public static Path configuration() {
    return under("XDG_CONFIG_HOME", ".config");
  }

  private static Path under(String variable, String fallback) {
    var home = Path.of(Objects.requireNonNullElse(System.getProperty("user.home"), "/"));
    var base = System.getenv(variable);
    return (base == null || base.isBlank() ? home.resolve(fallback) : Path.of(base))
        .resolve("vmto");
  }
}
