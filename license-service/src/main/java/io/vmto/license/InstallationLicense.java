package io.vmto.license;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import io.vmto.contract.license.License;
import io.vmto.contract.license.LicenseCommand.InstallLicense;
import io.vmto.contract.license.LicenseCommand.RequestUse;
import io.vmto.contract.license.LicenseCommand.ReturnUse;
import io.vmto.contract.license.LicenseEvent;
import io.vmto.contract.license.LicenseEvent.LicenseInstalled;
import io.vmto.contract.license.LicenseEvent.TrialStarted;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.license.LicenseEvent.UseReturned;
import io.vmto.contract.license.LicenseId;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The one licence of this installation: who runs under it, and how many machines each licence
 * moved. It is asked only before a job starts, so an expired one never stops a job, a rollback or a
 * cleanup.
 */
final class InstallationLicense {
  @AggregateIdentifier
  @SuppressWarnings("UnusedVariable") // read by Axon
  private @Nullable LicenseId id;

  private @Nullable License terms;
  private final Set<JobId> running = new HashSet<>();
  private final Map<String, Integer> moved = new HashMap<>();

  InstallationLicense() {}

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void decide(InstallLicense command, LicenseVerifier verifier, Clock clock) {
    var offered = verifier.verify(command.document());
    var now = clock.instant();
    if (expired(offered, now)) {
      throw new Rejected(expiry(offered));
    }
    if (!offered.equals(terms)) {
      AggregateLifecycle.apply(new LicenseInstalled(offered, now));
    }
  }

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void decide(RequestUse command, Clock clock) {
    if (running.contains(command.job())) {
      return;
    }
    var now = clock.instant();
    if (terms == null) {
      AggregateLifecycle.apply(new TrialStarted(License.trial(now), now));
    }
    var refusal = terms == null ? null : refusal(terms, now);
    AggregateLifecycle.apply(
        refusal == null
            ? new UseGranted(command.job(), now)
            : new UseRefused(command.job(), refusal, now));
  }

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void decide(ReturnUse command, Clock clock) {
    if (running.contains(command.job())) {
      AggregateLifecycle.apply(new UseReturned(command.job(), command.moved(), clock.instant()));
    }
  }

  @EventSourcingHandler
  void evolve(LicenseEvent event) {
    id = event.license();
    switch (event) {
      case TrialStarted e -> terms = e.terms();
      case LicenseInstalled e -> terms = e.terms();
      case UseGranted e -> running.add(e.job());
      case UseRefused _ -> {}
      case UseReturned e -> {
        running.remove(e.job());
        if (e.moved() && terms != null) {
          moved.merge(terms.number(), 1, Integer::sum);
        }
      }
    }
  }

  private @Nullable Failure refusal(License license, Instant now) {
    if (expired(license, now)) {
      return expiry(license);
    }
    if (running.size() >= license.concurrentJobs()) {
      return limit("runs as many jobs at once as it allows", license.concurrentJobs())
          .with("running", running.size());
    }
    // A running job may still move its machine, so it is counted as if it had.
    int spoken = moved.getOrDefault(license.number(), 0) + running.size();
    return license.machines() > 0 && spoken >= license.machines()
        ? limit("has moved, or is moving, as many machines as it allows", license.machines())
        : null;
  }

  private static boolean expired(License license, Instant now) {
    return !now.isBefore(license.expires());
  }

  private static Failure expiry(License license) {
    return Failure.of(
            ErrorCode.LICENSE_EXPIRED,
            "the licence " + license.number() + " has expired",
            "install a licence that is still valid; jobs that run already are not affected")
        .with("expired", license.expires());
  }

  private static Failure limit(String what, int limit) {
    return Failure.of(
            ErrorCode.LICENSE_LIMIT,
            "the licence " + what,
            "wait for a running job to end, or install a licence with a higher limit")
        .with("limit", limit);
  }
}
