package io.vmto.runtime.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final ConnectionId MINE = new ConnectionId("mine");
  @TempDir Path folder;

  @Test
  void whatIsSealedOpensWhereItBelongs() throws IOException {
    var vault = vault("key");
    var sealed = vault.seal(MINE, 1, new Secret("öpen sesame"));

    assertThat(vault.open(MINE, 1, sealed).reveal()).isEqualTo("öpen sesame");
    assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("sesame");
  }

  @Test
  void theSameSecretIsNeverSealedToTheSameBytes() throws IOException {
    var vault = vault("key");
    assertThat(vault.seal(MINE, 1, new Secret("x")).bytes())
        .isNotEqualTo(vault.seal(MINE, 1, new Secret("x")).bytes());
  }

  @Test
  void aSealedSecretDoesNotOpenForAnotherOwnerOrVersion() throws IOException {
    var vault = vault("key");
    var sealed = vault.seal(MINE, 1, new Secret("x"));

    var other = new ConnectionId("theirs");
    assertThatThrownBy(() -> vault.open(other, 1, sealed))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> vault.open(MINE, 2, sealed)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void oneChangedBitOrAnotherKeyOpensNothing() throws IOException {
    var sealed = vault("key").seal(MINE, 1, new Secret("x"));
    var spoilt = sealed.bytes().clone();
    spoilt[spoilt.length - 1] ^= 1;

    assertThatThrownBy(() -> vault("key").open(MINE, 1, new Vault.Sealed(sealed.keyId(), spoilt)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> vault("another").open(MINE, 1, sealed))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theKeyFileIsForItsOwnerOnly() throws IOException {
    vault("key");
    var file = folder.resolve("key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> vault("key")).hasMessageContaining("chmod 600");
  }

  private Vault vault(String key) throws IOException {
    return new Vault(new FileKeyProvider(folder.resolve(key)));
  }
}
