package io.vmto.contract.license;

import java.time.Duration;
import java.time.Instant;

/**
 * What a licence allows.
 *
 * @param number the licence's own number, {@code trial} for the built-in one
 * @param concurrentJobs how many jobs may run at once
 * @param machines how many machines may be moved in all; 0 means no limit
 */
public record License(
    String number, String holder, String plan, int concurrentJobs, int machines, Instant expires) {
  public static final String TRIAL = "trial";

  /** The built-in licence, as it would begin at this moment. */
  public static License trial(Instant from) {
    return new License(TRIAL, "", TRIAL, 2, 25, from.plus(Duration.ofDays(30)));
  }
}
