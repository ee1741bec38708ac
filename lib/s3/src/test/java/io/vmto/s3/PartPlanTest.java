package io.vmto.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartPlanTest {
  private static final long MIB = 1 << 20;
  private static final long TIB = 1L << 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 5 * MIB + 1, 150_000 * MIB, 160_000 * MIB, TIB, 4 * TIB, 5 * TIB})
  void theLastByteOfTheLargestImageLiesInATenThousandthPartAtMost(long largest) throws Exception {
    var plan = PartPlan.of(largest);
    assertThat(plan.size()).isBetween((int) (16 * MIB), (int) (600 * MIB));
    assertThat((largest - 5 * MIB + plan.size() - 1) / plan.size() + 1).isLessThanOrEqualTo(10_000);
    long last = Math.max(largest - 1, 5 * MIB);
    int number = plan.number(last);
    assertThat(number).isBetween(2, 10_000);
    assertThat(last).isBetween(plan.start(number), plan.start(number) + plan.size() - 1L);
  }

  @Test
  void aTebibyteTakesPartsOfAHundredAndFiveMebibytes() throws Exception {
    assertThat(PartPlan.of(TIB).size()).isEqualTo((int) (105 * MIB));
  }

  @Test
  void moreThanAnObjectMayHoldIsRefusedBeforeAnythingIsSent() {
    assertThatIOException().isThrownBy(() -> PartPlan.of(5 * TIB + 1));
  }

  @Test
  void anImageThatOutgrowsItsPartsIsRefused() throws Exception {
    var plan = new PartPlan((int) (5 * MIB));
    assertThat(plan.number(10_000 * 5 * MIB - 1)).isEqualTo(10_000);
    assertThatIOException().isThrownBy(() -> plan.number(10_000 * 5 * MIB));
  }
}
