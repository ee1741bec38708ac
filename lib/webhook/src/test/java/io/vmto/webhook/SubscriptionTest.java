package io.vmto.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.webhook.Subscription;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {
  @ParameterizedTest
  @CsvSource({
    "*,job.created/1,true",
    "job.*,job.created/1,true",
    "job.*,transfer.began/1,false",
    "job.created/1,job.created/1,true",
    "job.created,job.created/1,false",
    "*/1,job.created/1,true",
    "*.step-*/1,transfer.step-failed/1,true",
    "*.step-*/1,transfer.began/1,false",
    "*failed*,job.failed/1,true",
    "j*j*,job.created/1,false",
    "job.*.*/1,job.created/1,false",
    "*a*a*a*a*a*a*a*a*a*a*a*a*b,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,false",
  })
  void patternsMatchWholeNames(String pattern, String event, boolean wanted) {
    assertThat(new Subscription("u", List.of(pattern), "").wants(event, "")).isEqualTo(wanted);
  }

  @Test
  void withoutPatternsAllEventsAreWantedAndWithAJobOnlyIts() {
    assertThat(new Subscription("u", List.of(), "").wants("job.created/1", "j-1")).isTrue();
    assertThat(new Subscription("u", List.of(), "j-1").wants("job.created/1", "j-1")).isTrue();
    assertThat(new Subscription("u", List.of(), "j-1").wants("job.created/1", "j-2")).isFalse();
    assertThat(new Subscription("u", List.of(), "j-1").wants("connection.created/1", "")).isFalse();
  }

  @Test
  void whatIsNoPatternIsRefused() {
    for (var bad : List.of("", "JOB.*", "job created", "[a-z]+", "x".repeat(65))) {
      assertThatThrownBy(() -> new Subscription("u", List.of(bad), ""))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
