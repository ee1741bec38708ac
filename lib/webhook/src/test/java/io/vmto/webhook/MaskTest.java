package io.vmto.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {
  @ParameterizedTest
  @CsvSource({
    "all is well,all is well",
    "you sent open sesame,you sent ********",
    "token=abcdefghijklmnopqrstuvwxyz,********",
    "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.x,Bearer ********",
    "0123456789012345678901234567890123456789,********",
  })
  void whatLooksLikeASecretIsNotKept(String text, String kept) {
    assertThat(masked(text)).isEqualTo(kept);
  }

  @org.junit.jupiter.api.Test
  void itIsOneShortPrintableLine() {
    assertThat(masked("a\r\nb\u0000\u001b[31mc\u202ed")).isEqualTo("a b [31mc d");
    assertThat(masked("wörd ".repeat(100))).hasSize(200);
    assertThat(Mask.of(new byte[] {(byte) 0xff, 'x'}, new Secret("open sesame"), 200))
        .isEqualTo("\ufffdx");
  }

  private static String masked(String text) {
    return Mask.of(text.getBytes(StandardCharsets.UTF_8), new Secret("open sesame"), 200);
  }
}
