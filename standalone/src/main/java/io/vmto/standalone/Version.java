package io.vmto.standalone;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The one version, as the build wrote it. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    var properties = new Properties();
    try (var in = Version.class.getResourceAsStream("/META-INF/vmto.properties")) {
      if (in != null) {
        properties.load(in);
      }
    }
    return new String[] {
      "vmto " + properties.getProperty("version", "unknown"),
      "Java " + Runtime.version() + " on " + System.getProperty("os.name")
    };
  }
}
