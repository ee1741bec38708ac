package io.vmto.hypervisor.proxmox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A self-signed certificate as a node shows one, made by the JDK's own keytool.
 *
 * @param fingerprint SHA-256, colon hex
 */
record TestCertificate(SSLContext context, String fingerprint) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private static final class Once {
    static final TestCertificate MADE = make();
  }

  static TestCertificate get() {
    return Once.MADE;
  }

  private static TestCertificate make() {
    try {
      var folder = Files.createTempDirectory("vmto-certificate");
      var file = folder.resolve("node.p12");
      keytool(file);
      var store = KeyStore.getInstance(file.toFile(), PASSWORD);
      Files.delete(file);
      Files.delete(folder);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      var digest =
          MessageDigest.getInstance("SHA-256").digest(store.getCertificate("node").getEncoded());
      return new TestCertificate(
          context, HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path file) throws IOException {
    var tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(
                tool,
                "-genkeypair",
                "-alias",
                "node",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=pve1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    try {
      var said =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
