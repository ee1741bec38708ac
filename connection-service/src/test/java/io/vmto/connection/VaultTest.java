package io.vmto.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.connection.SecretRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
  private static final SecretRef MINE = new SecretRef(new ConnectionId("mine"), 1);
  @TempDir Path folder;

  @Test
  void whatIsSealedOpensWhereItBelongs() throws IOException {
    var vault = vault("key");
    var sealed = vault.seal(MINE, new Secret("öpen sesame"));

    assertThat(vault.open(MINE, sealed).reveal()).isEqualTo("öpen sesame");
    assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("sesame");
  }

  @Test
  void theSameSecretIsNeverSealedToTheSameBytes() throws IOException {
    var vault = vault("key");
    assertThat(vault.seal(MINE, new Secret("x")).bytes())
        .isNotEqualTo(vault.seal(MINE, new Secret("x")).bytes());
  }

  @Test
  void aSealedSecretDoesNotOpenForAnotherConnectionOrVersion() throws IOException {
    var vault = vault("key");
    var sealed = vault.seal(MINE, new Secret("x"));

    var other = new SecretRef(new ConnectionId("theirs"), 1);
    var newer = new SecretRef(MINE.connection(), 2);
    assertThatThrownBy(() -> vault.open(other, sealed)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> vault.open(newer, sealed)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void oneChangedBitOrAnotherKeyOpensNothing() throws IOException {
    var sealed = vault("key").seal(MINE, new Secret("x"));
    var spoilt = sealed.bytes().clone();
    spoilt[spoilt.length - 1] ^= 1;

    assertThatThrownBy(() -> vault("key").open(MINE, new Vault.Sealed(sealed.keyId(), spoilt)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> vault("another").open(MINE, sealed))
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
