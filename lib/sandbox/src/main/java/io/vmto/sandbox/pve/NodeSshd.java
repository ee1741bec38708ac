package io.vmto.sandbox.pve;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;

/**
 * The node's SSH server: one user, one key, and the few commands a migration uses, which really
 * run. What lies in {@code /run} on a node lies in a short folder of its own here.
 */
final class NodeSshd implements Closeable {
  static final String USER = "root";
  private static final String RUN = "/run/vmto-";

  private final SshServer server = SshServer.setUpDefaultServer();
  private final Path run;
  private final KeyPair host;
  private final KeyPair user;
  private final String node;
  private final Storages storages;

  private NodeSshd(Path folder, String node, Storages storages) throws IOException {
    this.node = node;
    this.storages = storages;
    this.run = Files.createTempDirectory("pve-run");
    Files.createDirectories(folder);
    this.host = key(folder.resolve("host"));
    this.user = key(folder.resolve("user"));
  }

  static NodeSshd start(Path folder, int port, String node, Storages storages) throws IOException {
    var sshd = new NodeSshd(folder, node, storages);
    sshd.listen(port);
    return sshd;
  }

  private static KeyPair key(Path file) throws IOException {
    var provider = new SimpleGeneratorHostKeyProvider(file);
    provider.setAlgorithm(KeyUtils.EC_ALGORITHM);
    provider.setKeySize(256);
    try {
      return provider.loadKeys(null).iterator().next();
    } catch (RuntimeException e) {
      throw new IOException("no SSH key at " + file, e);
    }
  }

  private void listen(int port) throws IOException {
    server.setHost("127.0.0.1");
    server.setPort(port);
    server.setKeyPairProvider(KeyPairProvider.wrap(host));
    server.setPublickeyAuthenticator(
        (name, key, _) -> name.equals(USER) && KeyUtils.compareKeys(key, user.getPublic()));
    server.setCommandFactory((_, command) -> command(command));
    List<ChannelFactory> channels =
        List.of(ChannelSessionFactory.INSTANCE, new StreamLocal.Factory(this::here));
    server.setChannelFactories(channels);
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
    server.start();
  }

  int port() {
    return server.getPort();
  }

  private String here(String text) {
    return text.replace(RUN, run + "/vmto-");
  }

  private NodeCommand command(String line) {
    if (line.equals("hostname")) {
      return NodeCommand.saying(node + "\n", 0);
    }
    if (line.startsWith("which ")) {
      var programs = line.substring("which ".length()).split(" ", -1);
      return NodeCommand.saying("/usr/bin/" + String.join("\n/usr/bin/", programs) + "\n", 0);
    }
    if (line.startsWith("pvesm path ")) {
      return pathOf(line.substring("pvesm path ".length()));
    }
    return line.startsWith("bash -c ")
        ? NodeCommand.running(List.of("bash", "-c", here(line)))
        : NodeCommand.saying("", 127);
  }

  private NodeCommand pathOf(String volume) {
    try {
      return NodeCommand.saying(storages.volume(volume).path() + "\n", 0);
    } catch (PveError e) {
      return NodeCommand.saying("", 255);
    }
  }

  /** What a client needs to know and to have. */
  Map<String, Object> access() throws IOException {
    var access = new TreeMap<String, Object>();
    access.put("user", USER);
    access.put("port", port());
    access.put("hostKey", KeyUtils.getFingerPrint(host.getPublic()));
    access.put("privateKey", text(user));
    return access;
  }

  private static String text(KeyPair key) throws IOException {
    var text = new ByteArrayOutputStream();
    try {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, USER, null, text);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** What serves volumes now, and the sockets that are left in {@code /run}. */
  List<String> exports() throws IOException {
    var found = new ArrayList<String>();
    ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("qemu-nbd --socket=" + run + "/"))
        .filter(line -> !line.contains("bash"))
        .forEach(found::add);
    try (var files = Files.newDirectoryStream(run)) {
      files.forEach(file -> found.add(RUN + file.getFileName()));
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop(true);
    } finally {
      try (var left = Files.newDirectoryStream(run)) {
        for (var socket : left) {
          Files.deleteIfExists(socket);
        }
      }
      Files.deleteIfExists(run);
    }
  }
}
