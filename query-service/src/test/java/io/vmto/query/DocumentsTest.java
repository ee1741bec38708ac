package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.transfer.Boot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {
  @ParameterizedTest
  @CsvSource({"'\u0000','\ufffd'", "'a\u0000\u0000b','a\ufffd\ufffdb'", "'\\\u0000','\\\ufffd'"})
  void aNulBecomesAReplacementCharacter(String said, String kept) {
    assertThat(readBack(said)).isEqualTo(kept);
    assertThat(Documents.write(new Boot(2, said))).doesNotContain("u0000");
  }

  @Test
  void whatOnlyLooksLikeANulIsKept() {
    var said = "\\u0000 and \\\\u0000";
    assertThat(readBack(said)).isEqualTo(said);
  }

  private static String readBack(String said) {
    return Documents.read(Documents.write(new Boot(2, said)), Boot.class).line();
  }
}
