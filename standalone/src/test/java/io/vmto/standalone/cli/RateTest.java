package io.vmto.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class RateTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "200MB/s, 200000000",
    "200 mb/s, 200000000",
    "50MiB/s, 52428800",
    "1.5G, 1500000000",
    "3KiB, 3072",
    "0.5k, 500",
    "2TB/s, 2000000000000",
  })
  void aRateIsReadInDecimalAndBinaryUnits(String text, long bytesPerSecond) {
    assertThat(new Rate().convert(text)).isEqualTo(bytesPerSecond);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fast", "-1", "1e9", "10MB/m", "10Mbit/s", "999999999999999999GB/s"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> new Rate().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("200MB/s");
  }
}
