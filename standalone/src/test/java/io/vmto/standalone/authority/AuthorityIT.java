package io.vmto.standalone.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody gets through who may not, and everybody who may. */
@Timeout(180)
class AuthorityIT {
  @Test
  void theHandWrittenTableOfMessagesIsWhatHappens() throws IOException {
    judge(AuthorityBench.messages());
  }

  @Test
  void theHandWrittenTableOfRoutesIsWhatHappens() throws IOException {
    judge(AuthorityBench.door(Path.of("..", "docs", "openapi.json")));
  }

  private static void judge(Result result) {
    result.print(System.out);
    assertThat(result.leaks()).isEmpty();
    assertThat(result.refused()).isEmpty();
    assertThat(result.unlisted()).isEmpty();
    assertThat(result.kinds()).isGreaterThan(60);
  }
}
