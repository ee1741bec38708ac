package io.vmto.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTokenTest {
  @TempDir private Path folder;

  @Test
  void aMissingTokenIsMadeForTheOwnerOnlyAndNothingElseIsLeft() throws IOException {
    var data = folder.resolve("data");
    var token = InstallationToken.in(data);

    assertThat(text(data)).matches("[0-9a-f]{64}");
    assertThat(token.matches(text(data))).isTrue();
    assertThat(permissions(data)).isEqualTo("rw-------");
    try (var files = Files.list(data)) {
      assertThat(files).containsExactly(data.resolve("token"));
    }
  }

  @Test
  void aTokenOutlivesARestartAndTwoInstallationsHaveTwo() throws IOException {
    InstallationToken.in(folder);
    var first = text(folder);
    assertThat(InstallationToken.in(folder).matches(first)).isTrue();
    assertThat(text(folder)).isEqualTo(first);
    InstallationToken.in(folder.resolve("other"));
    assertThat(text(folder.resolve("other"))).isNotEqualTo(first);
  }

  @Test
  void aTokenThatOthersCouldReadIsReplaced() throws IOException {
    InstallationToken.in(folder);
    var seen = text(folder);
    Files.setPosixFilePermissions(
        folder.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(InstallationToken.in(folder).matches(seen)).isFalse();
    assertThat(permissions(folder)).isEqualTo("rw-------");
  }

  @Test
  void halfATokenIsReplaced() throws IOException {
    InstallationToken.in(folder);
    Files.writeString(folder.resolve("token"), "");
    var token = InstallationToken.in(folder);
    assertThat(token.matches("")).isFalse();
    assertThat(token.matches(text(folder))).isTrue();
  }

  private static String text(Path data) throws IOException {
    return Files.readString(data.resolve("token")).strip();
  }

  private static String permissions(Path data) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("token")));
  }
}
