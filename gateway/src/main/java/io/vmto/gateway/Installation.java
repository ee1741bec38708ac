package io.vmto.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.Properties;

/** Which VMTO this is, and how long it has been running. */
public record Installation(String version, long uptimeSeconds) {
  private static final String VERSION = read();

  public static Installation current() {
    return new Installation(VERSION, ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
  }

  private static String read() {
    try (var in = Installation.class.getResourceAsStream("/META-INF/vmto.properties")) {
      var properties = new Properties();
      properties.load(Objects.requireNonNull(in, "META-INF/vmto.properties"));
      return Objects.requireNonNull(properties.getProperty("version"), "version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
