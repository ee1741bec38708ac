package io.vmto.gateway.identity;

import java.time.Duration;

/**
 * What an installation may set about accounts and keys.
 *
 * @param access how long an access token is good for
 * @param refresh how long a session lasts that nobody uses
 * @param lock how long an account is locked the first time; every further lock takes twice as long
 * @param away how long after somebody of the issuer last signed in their keys are still good
 * @param look how often an open stream looks whether its caller may still listen
 */
record IdentitySettings(
    Duration access, Duration refresh, Duration lock, Duration away, Duration look) {
  /** Wrong passwords in a row that lock an account. */
  static final int WRONG = 5;

  static final Duration LONGEST_LOCK = Duration.ofHours(1);
}
