package io.vmto.hypervisor.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SSH to a server that runs whatever it is told. */
@Timeout(60)
class NodeShellTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private SshServer server;
  private KeyPair user;

  @BeforeEach
  void start() throws Exception {
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(KeyPairProvider.wrap(key("ecdsa-sha2-nistp256", 256)));
    server.setCommandFactory(
        (channel, command) ->
            new ProcessShellFactory(command, "bash", "-c", command).createShell(channel));
    user = key("ecdsa-sha2-nistp256", 256);
    server.setPublickeyAuthenticator((_, key, _) -> KeyUtils.compareKeys(key, user.getPublic()));
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.stop(true);
  }

  private static KeyPair key(String type, int size) throws Exception {
    return KeyUtils.generateKeyPair(type, size);
  }

  private static Secret text(KeyPair key) throws Exception {
    var text = new ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", null, text);
    return new Secret(text.toString(StandardCharsets.UTF_8));
  }

  private NodeShell shell(String hostKey, Secret key) {
    return new NodeShell(
        new Endpoint(
            PlatformKind.PROXMOX,
            "https://127.0.0.1:8006",
            "u@pve!t",
            "ca",
            Map.of(),
            new Endpoint.Ssh("root", server.getPort(), hostKey)),
        key);
  }

  private String hostKey() throws Exception {
    return KeyUtils.getFingerPrint(
        server.getKeyPairProvider().loadKeys(null).iterator().next().getPublic());
  }

  @ParameterizedTest
  @CsvSource({"ecdsa-sha2-nistp256,256", "ssh-rsa,2048", "ssh-ed25519,256"})
  void aCommandGetsItsWordsAsTheyAreWithKeysOfEveryUsualKind(String type, int size)
      throws Exception {
    user = key(type, size);
    try (var shell = shell(hostKey(), text(user))) {
      assertThat(shell.run(LIMIT, "printf", "%s|", "it's", "$HOME `x` \"", ""))
          .isEqualTo("it's|$HOME `x` \"||");
    }
  }

  @Test
  void aHostKeyThatIsNotThePinnedOneIsRefused() throws Exception {
    var pinned = "SHA256:" + "A".repeat(43);
    try (var shell = shell(pinned, text(user))) {
      refused(shell, ErrorCode.HOST_KEY_MISMATCH);
    }
  }

  @Test
  void aKeyThatTheNodeDoesNotKnowIsALoginRefusedWhichSaysNothingOfTheKey() throws Exception {
    var other = text(key("ecdsa-sha2-nistp256", 256));
    try (var shell = shell(hostKey(), other)) {
      refused(shell, ErrorCode.LOGIN_REFUSED);
    }
    assertThatThrownBy(() -> shell(hostKey(), new Secret("canary-42")))
        .isInstanceOf(PlatformException.class)
        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("canary"));
  }

  @Test
  void aCommandThatDoesNotEndIsLeftAfterItsTime() throws Exception {
    try (var shell = shell(hostKey(), text(user))) {
      assertThatThrownBy(() -> shell.run(Duration.ofMillis(300), "sleep", "600"))
          .isInstanceOfSatisfying(
              PlatformException.class,
              e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.TIMED_OUT));
    }
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws Exception {
    var pinned = hostKey();
    server.stop(true);
    try (var shell = shell(pinned, text(user))) {
      refused(shell, ErrorCode.UNREACHABLE);
    }
  }

  private static void refused(NodeShell shell, ErrorCode code) {
    assertThatThrownBy(() -> shell.run(LIMIT, "true"))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }
}
