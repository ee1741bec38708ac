package io.vmto.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Which VMTO this is, and how long it has been running. */
public record Installation(String version, long uptimeSeconds) {
  private static final Properties BUILD = read();

  public static Installation current() {
    return new Installation(
        Objects.requireNonNull(BUILD.getProperty("version"), "version"),
        ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
  }

  /** Of the sources it was built from; null where the build was not told. */
  static @Nullable String commit() {
    var commit = BUILD.getProperty("commit", "");
    return commit.isEmpty() ? null : commit;
  }

  private static Properties read() {
    try (var in = Installation.class.getResourceAsStream("/META-INF/vmto.properties")) {
      var properties = new Properties();
      properties.load(Objects.requireNonNull(in, "META-INF/vmto.properties"));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
