package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
  @Test
  void cellsAreQuotedWhereTheyMustBe() {
    assertThat(Csv.line(Arrays.asList("a", 7, null, "b,c", "say \"hi\"", "two\nlines", "")))
        .isEqualTo("a,7,,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"=1+1", "+1", "-1", "@SUM(A1)"})
  void aCellNeverStartsLikeAFormula(String text) {
    assertThat(Csv.line(List.of(text))).isEqualTo("\"'" + text + "\"\r\n");
  }

  @Test
  void norBehindATabOrReturn() {
    assertThat(Csv.line(List.of("\t=1", "\r=1"))).isEqualTo("\"'\t=1\",\"'\r=1\"\r\n");
  }

  @Test
  void aNegativeNumberIsANumber() {
    assertThat(Csv.line(List.of(-1L))).isEqualTo("-1\r\n");
  }
}
