package io.vmto.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void bytesCarryTheirUnit() {
    assertThat(Text.bytes(0)).isEqualTo("0 B");
    assertThat(Text.bytes(1023)).isEqualTo("1023 B");
    assertThat(Text.bytes(64L << 20)).isEqualTo("64.0 MiB");
    assertThat(Text.bytes(1536L << 30)).isEqualTo("1.5 TiB");
  }

  @Test
  void timesAreAsLongAsTheyNeedToBe() {
    assertThat(Text.time(Duration.ofMillis(3_400))).isEqualTo("3.4 s");
    assertThat(Text.time(Duration.ofSeconds(125))).isEqualTo("2m 05s");
    assertThat(Text.time(Duration.ofMinutes(605))).isEqualTo("10h 05m");
  }

  @Test
  void everyCodeEndsWithAnExitCodeThatIsNotZero() {
    assertThat(Stream.of(ErrorCode.values()).map(Problems::exitCode))
        .allMatch(n -> n >= 2 && n <= 7);
    assertThat(Problems.exitCode(ErrorCode.ILLEGAL_STATE)).isEqualTo(5);
    assertThat(Problems.exitCode(ErrorCode.ROOT_MISMATCH)).isEqualTo(6);
  }
}
