package io.vmto.license;

import static org.axonframework.test.matchers.Matchers.exactSequenceOf;
import static org.axonframework.test.matchers.Matchers.messageWithPayload;
import static org.axonframework.test.matchers.Matchers.predicate;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import io.vmto.contract.license.License;
import io.vmto.contract.license.LicenseCommand.InstallLicense;
import io.vmto.contract.license.LicenseCommand.RequestUse;
import io.vmto.contract.license.LicenseCommand.ReturnUse;
import io.vmto.contract.license.LicenseEvent.LicenseInstalled;
import io.vmto.contract.license.LicenseEvent.TrialStarted;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.license.LicenseEvent.UseReturned;
import io.vmto.runtime.Aggregates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.axonframework.test.aggregate.ResultValidator;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstallationLicenseTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final JobId A = new JobId("a");
  private static final JobId B = new JobId("b");
  private static final JobId C = new JobId("c");
  private static final License TEAM = license("L-1", 3, 2, Duration.ofDays(90));

  private final Issuer issuer = new Issuer();
  private FixtureConfiguration<InstallationLicense> fixture;

  @BeforeEach
  void setUp() {
    fixture = new AggregateTestFixture<>(InstallationLicense.class);
    fixture.registerCommandTargetResolver(Aggregates.TARGETS);
    fixture.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    fixture.registerInjectableResource(issuer.verifier());
  }

  @Test
  void theFirstUseStartsTheTrial() {
    var trial = new License("trial", "", "trial", 2, 25, Instant.parse("2026-05-31T12:00:00Z"));
    fixture
        .givenNoPriorActivity()
        .when(new RequestUse(A))
        .expectEvents(new TrialStarted(trial, NOW), new UseGranted(A, NOW));
  }

  @Test
  void anInstalledLicenceNeedsNoTrial() {
    fixture
        .given(new LicenseInstalled(TEAM, NOW))
        .when(new RequestUse(A))
        .expectEvents(new UseGranted(A, NOW));
  }

  @Test
  void aJobThatRunsIsNotGrantedTwice() {
    fixture
        .given(new LicenseInstalled(TEAM, NOW), new UseGranted(A, NOW))
        .when(new RequestUse(A))
        .expectSuccessfulHandlerExecution()
        .expectNoEvents();
  }

  @Test
  void aJobThatReturnedItsUseIsAnsweredAgain() {
    fixture
        .given(
            new LicenseInstalled(TEAM, NOW), new UseGranted(A, NOW), new UseReturned(A, false, NOW))
        .when(new RequestUse(A))
        .expectEvents(new UseGranted(A, NOW));
  }

  @Test
  void aJobThatWasRefusedIsAnsweredAgain() {
    var one = license("L-2", 1, 0, Duration.ofDays(90));
    var given =
        fixture
            .given(new LicenseInstalled(one, NOW), new UseGranted(B, NOW))
            .andGivenCommands(new RequestUse(A));
    expectRefusal(given.when(new RequestUse(A)), ErrorCode.LICENSE_LIMIT);
  }

  @Test
  void aRefusedJobIsGrantedOnceAnotherHasEnded() {
    var one = license("L-2", 1, 0, Duration.ofDays(90));
    fixture
        .given(new LicenseInstalled(one, NOW), new UseGranted(B, NOW))
        .andGivenCommands(new RequestUse(A), new ReturnUse(B, true))
        .when(new RequestUse(A))
        .expectEvents(new UseGranted(A, NOW));
  }

  @Test
  void movedAndMovingMachinesTogetherStayWithinTheLicence() {
    var given =
        fixture.given(
            new LicenseInstalled(TEAM, NOW),
            new UseGranted(A, NOW),
            new UseReturned(A, true, NOW),
            new UseGranted(B, NOW));
    expectRefusal(given.when(new RequestUse(C)), ErrorCode.LICENSE_LIMIT);
  }

  @Test
  void aMachineThatWasNotMovedDoesNotCount() {
    fixture
        .given(
            new LicenseInstalled(TEAM, NOW),
            new UseGranted(A, NOW),
            new UseReturned(A, false, NOW),
            new UseGranted(B, NOW))
        .when(new RequestUse(C))
        .expectEvents(new UseGranted(C, NOW));
  }

  @Test
  void anotherLicenceCountsItsOwnMachines() {
    fixture
        .given(
            new TrialStarted(license("trial", 2, 1, Duration.ofDays(30)), NOW),
            new UseGranted(A, NOW),
            new UseReturned(A, true, NOW),
            new LicenseInstalled(TEAM, NOW))
        .when(new RequestUse(B))
        .expectEvents(new UseGranted(B, NOW));
  }

  @Test
  void goingBackToALicenceGoesBackToItsCount() {
    var given =
        fixture.given(
            new LicenseInstalled(license("L-1", 3, 1, Duration.ofDays(1)), NOW),
            new UseGranted(A, NOW),
            new UseReturned(A, true, NOW),
            new LicenseInstalled(license("L-2", 3, 1, Duration.ofDays(1)), NOW),
            new LicenseInstalled(license("L-1", 3, 1, Duration.ofDays(1)), NOW));
    expectRefusal(given.when(new RequestUse(B)), ErrorCode.LICENSE_LIMIT);
  }

  @Test
  void anExpiredLicenceRefusesANewJob() {
    var given = fixture.given(new LicenseInstalled(license("L-1", 3, 2, Duration.ZERO), NOW));
    expectRefusal(given.when(new RequestUse(A)), ErrorCode.LICENSE_EXPIRED);
  }

  @Test
  void anExpiredLicenceLetsARunningJobEnd() {
    fixture
        .given(
            new LicenseInstalled(license("L-1", 3, 2, Duration.ofDays(-1)), NOW),
            new UseGranted(A, NOW))
        .when(new ReturnUse(A, true))
        .expectEvents(new UseReturned(A, true, NOW));
  }

  @Test
  void returningTwiceCountsOnce() {
    fixture
        .given(
            new LicenseInstalled(TEAM, NOW), new UseGranted(A, NOW), new UseReturned(A, true, NOW))
        .when(new ReturnUse(A, true))
        .expectSuccessfulHandlerExecution()
        .expectNoEvents();
  }

  @Test
  void returningBeforeAnythingWasAskedIsNoError() {
    fixture
        .givenNoPriorActivity()
        .when(new ReturnUse(A, false))
        .expectSuccessfulHandlerExecution()
        .expectNoEvents();
  }

  @Test
  void aGenuineLicenceIsInstalled() {
    fixture
        .givenNoPriorActivity()
        .when(new InstallLicense(issuer.issue(TEAM)))
        .expectEvents(new LicenseInstalled(TEAM, NOW));
  }

  @Test
  void theSameLicenceTwiceIsNoEvent() {
    fixture
        .given(new LicenseInstalled(TEAM, NOW))
        .when(new InstallLicense(issuer.issue(TEAM)))
        .expectSuccessfulHandlerExecution()
        .expectNoEvents();
  }

  @Test
  void aForgedLicenceIsRejected() {
    fixture
        .givenNoPriorActivity()
        .when(new InstallLicense(new Issuer().issue(TEAM)))
        .expectNoEvents()
        .expectException(rejectedWith(ErrorCode.LICENSE_INVALID));
  }

  @Test
  void aLicenceThatHasExpiredIsNotInstalled() {
    var old = license("L-0", 1, 1, Duration.ofSeconds(-1));
    fixture
        .given(new LicenseInstalled(TEAM, NOW))
        .when(new InstallLicense(issuer.issue(old)))
        .expectNoEvents()
        .expectException(rejectedWith(ErrorCode.LICENSE_EXPIRED));
  }

  private static Matcher<Object> rejectedWith(ErrorCode code) {
    return predicate(t -> t instanceof Rejected r && r.failure().code() == code);
  }

  private static void expectRefusal(ResultValidator<?> result, ErrorCode code) {
    result
        .expectSuccessfulHandlerExecution()
        .expectEventsMatching(exactSequenceOf(messageWithPayload(predicate(p -> is(p, code)))));
  }

  private static boolean is(Object payload, ErrorCode code) {
    return payload instanceof UseRefused refused
        && refused.failure().code() == code
        && !refused.failure().remedy().isBlank();
  }

  private static License license(String number, int jobs, int machines, Duration valid) {
    return new License(number, "holder", "team", jobs, machines, NOW.plus(valid));
  }
}
