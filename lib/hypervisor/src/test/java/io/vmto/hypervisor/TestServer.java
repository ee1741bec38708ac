package io.vmto.hypervisor;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The JDK's HTTPS server with a certificate of its own, made and fingerprinted by keytool. */
public final class TestServer implements AutoCloseable {
  private static final String PASSWORD = "changeit";
  private static final Map<String, Identity> IDENTITIES = new ConcurrentHashMap<>();

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String keytoolSays;

  private TestServer(HttpsServer server, String keytoolSays) {
    this.server = server;
    this.keytoolSays = keytoolSays;
    server.setExecutor(threads);
  }

  /** A key with its certificate, and what keytool says about it. */
  private record Identity(SSLContext context, String says) {
    static Identity make(String name) {
      try {
        var folder = Files.createTempDirectory("vmto-tls");
        var store = folder.resolve("server.p12");
        try {
          keytool(
              store,
              List.of("-genkeypair", "-alias", "x", "-keyalg", "EC", "-groupname", "secp256r1"),
              List.of("-dname", "CN=" + name, "-validity", "2"));
          var says = keytool(store, List.of("-list", "-v"), List.of());
          return new Identity(TestServer.context(store), says);
        } finally {
          Files.deleteIfExists(store);
          Files.delete(folder);
        }
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static TestServer start(HttpHandler handler) {
    return start("somewhere.example", handler);
  }

  /** A server whose certificate names {@code name}; another name is another certificate. */
  public static TestServer start(String name, HttpHandler handler) {
    try {
      var identity = IDENTITIES.computeIfAbsent(name, Identity::make);
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var server = HttpsServer.create(loopback, 0);
      server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
      server.createContext("/", handler);
      var started = new TestServer(server, identity.says());
      server.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String keytool(Path store, List<String> what, List<String> more)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-Duser.language=en");
    command.addAll(what);
    command.addAll(more);
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  public String url() {
    return "https://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public Address address() {
    return Address.of(url());
  }

  public String sha256() {
    return fingerprint("SHA256");
  }

  public String sha1() {
    return fingerprint("SHA1");
  }

  private String fingerprint(String name) {
    var found = Pattern.compile(name + ": ([0-9A-F:]+)").matcher(keytoolSays);
    if (!found.find()) {
      throw new IllegalStateException(keytoolSays);
    }
    return found.group(1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
