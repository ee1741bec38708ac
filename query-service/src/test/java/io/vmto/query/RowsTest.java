package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What counts as a difference between two rows. */
class RowsTest {
  private static boolean same(String live, String fresh) {
    return Rows.difference("1", Documents.tree(live), Documents.tree(fresh)).isEmpty();
  }

  @Test
  void jsonInAColumnIsTheSameInAnyOrder() {
    assertThat(
            same(
                "{\"meta\":\"{\\\"a\\\":1,\\\"b\\\":2}\"}",
                "{\"meta\":\"{\\\"b\\\":2,\\\"a\\\":1}\"}"))
        .isTrue();
    assertThat(same("{\"meta\":\"{\\\"a\\\":1}\"}", "{\"meta\":\"{\\\"a\\\":2}\"}")).isFalse();
    assertThat(same("{\"meta\":\"{broken\"}", "{\"meta\":\"{\\\"a\\\":2}\"}")).isFalse();
    assertThat(same("{\"type\":\"job.created/1\"}", "{\"type\":\"job.failed/1\"}")).isFalse();
  }
}
