package io.vmto.contract;

import io.vmto.contract.access.AccountEvent;
import io.vmto.contract.access.KeyEvent;
import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.connection.ConnectionEvent;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.license.LicenseEvent;
import io.vmto.contract.operations.OperationsEvent;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.webhook.WebhookEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The table of stored event names: logical, with a version, so that moving or renaming a class
 * never breaks history. An entry is never removed or reused.
 */
public final class EventNames {
  private static final Map<String, Class<? extends Event>> BY_NAME = new LinkedHashMap<>();
  private static final Map<Class<?>, String> BY_TYPE = new LinkedHashMap<>();

  static {
    put("job.created/1", JobEvent.JobCreated.class);
    put("job.queued/1", JobEvent.JobQueued.class);
    put("job.limits-changed/1", JobEvent.JobLimitsChanged.class);
    put("job.running/1", JobEvent.JobRunning.class);
    put("job.cutover-approved/1", JobEvent.JobCutoverApproved.class);
    put("job.download-begun/1", JobEvent.JobDownloadBegun.class);
    put("job.image-check-asked/1", JobEvent.JobImageCheckAsked.class);
    put("job.image-checked/1", JobEvent.JobImageChecked.class);
    put("job.pausing/1", JobEvent.JobPausing.class);
    put("job.paused/1", JobEvent.JobPaused.class);
    put("job.resuming/1", JobEvent.JobResuming.class);
    put("job.cancelling/1", JobEvent.JobCancelling.class);
    put("job.cancelled/1", JobEvent.JobCancelled.class);
    put("job.failed/1", JobEvent.JobFailed.class);
    put("job.succeeded/1", JobEvent.JobSucceeded.class);

    put("transfer.prepared/1", TransferEvent.TransferPrepared.class);
    put("transfer.began/1", TransferEvent.TransferBegan.class);
    put("transfer.pausing/1", TransferEvent.TransferPausing.class);
    put("transfer.paused/1", TransferEvent.TransferPaused.class);
    put("transfer.resumed/1", TransferEvent.TransferResumed.class);
    put("transfer.cancelling/1", TransferEvent.TransferCancelling.class);
    put("transfer.limits-changed/1", TransferEvent.TransferLimitsChanged.class);
    put("transfer.work-taken/1", TransferEvent.WorkTaken.class);
    put("transfer.step-started/1", TransferEvent.StepStarted.class);
    put("transfer.step-resumed/1", TransferEvent.StepResumed.class);
    put("transfer.step-succeeded/1", TransferEvent.StepSucceeded.class);
    put("transfer.step-retrying/1", TransferEvent.StepRetrying.class);
    put("transfer.step-failed/1", TransferEvent.StepFailed.class);
    put("transfer.step-skipped/1", TransferEvent.StepSkipped.class);
    put("transfer.step-suspended/1", TransferEvent.StepSuspended.class);
    put("transfer.step-waiting/1", TransferEvent.StepWaiting.class);
    put("transfer.pass-started/1", TransferEvent.PassStarted.class);
    put("transfer.pass-widened/1", TransferEvent.PassWidened.class);
    put("transfer.pass-voided/1", TransferEvent.PassVoided.class);
    put("transfer.pass-completed/1", TransferEvent.PassCompleted.class);
    put("transfer.cutover-approved/1", TransferEvent.CutoverApproved.class);
    put("transfer.guest-shutdown-requested/1", TransferEvent.GuestShutdownRequested.class);
    put("transfer.source-powered-off/1", TransferEvent.SourcePoweredOff.class);
    put("transfer.source-powered-on/1", TransferEvent.SourcePoweredOn.class);
    put("transfer.resource-intended/1", TransferEvent.ResourceIntended.class);
    put("transfer.resource-opened/1", TransferEvent.ResourceOpened.class);
    put("transfer.resource-closed/1", TransferEvent.ResourceClosed.class);
    put("transfer.resource-left/1", TransferEvent.ResourceLeft.class);
    put("transfer.evidence-recorded/1", TransferEvent.EvidenceRecorded.class);
    put("transfer.boot-observed/1", TransferEvent.BootObserved.class);
    put("transfer.rollback-started/1", TransferEvent.RollbackStarted.class);
    put("transfer.rollback-finished/1", TransferEvent.RollbackFinished.class);
    put("transfer.ended/1", TransferEvent.TransferEnded.class);

    put("claim.machine-claimed/1", ClaimEvent.MachineClaimed.class);
    put("claim.refused/1", ClaimEvent.ClaimRefused.class);
    put("claim.broken/1", ClaimEvent.ClaimBroken.class);
    put("claim.machine-released/1", ClaimEvent.MachineReleased.class);

    put("license.trial-started/1", LicenseEvent.TrialStarted.class);
    put("license.installed/1", LicenseEvent.LicenseInstalled.class);
    put("license.use-granted/1", LicenseEvent.UseGranted.class);
    put("license.use-refused/1", LicenseEvent.UseRefused.class);
    put("license.use-returned/1", LicenseEvent.UseReturned.class);

    put("connection.created/1", ConnectionEvent.ConnectionCreated.class);
    put("connection.fingerprint-presented/1", ConnectionEvent.FingerprintPresented.class);
    put("connection.fingerprint-confirmed/1", ConnectionEvent.FingerprintConfirmed.class);
    put("connection.secret-changed/1", ConnectionEvent.SecretChanged.class);
    put("connection.ssh-changed/1", ConnectionEvent.SshChanged.class);
    put("connection.limited/1", ConnectionEvent.ConnectionLimited.class);
    put("connection.validation-requested/1", ConnectionEvent.ValidationRequested.class);
    put("connection.reachable/1", ConnectionEvent.ConnectionReachable.class);
    put("connection.broken/1", ConnectionEvent.ConnectionBroken.class);
    put("connection.removed/1", ConnectionEvent.ConnectionRemoved.class);

    put("account.created/1", AccountEvent.AccountCreated.class);
    put("account.roles-changed/1", AccountEvent.RolesChanged.class);
    put("account.disabled/1", AccountEvent.AccountDisabled.class);
    put("account.enabled/1", AccountEvent.AccountEnabled.class);
    put("account.password-reset/1", AccountEvent.PasswordReset.class);
    put("account.password-changed/1", AccountEvent.PasswordChanged.class);
    put("account.signed-out-everywhere/1", AccountEvent.SignedOutEverywhere.class);
    put("account.locked/1", AccountEvent.AccountLocked.class);

    put("key.created/1", KeyEvent.KeyCreated.class);
    put("key.revoked/1", KeyEvent.KeyRevoked.class);

    put("webhook.created/1", WebhookEvent.WebhookCreated.class);
    put("webhook.changed/1", WebhookEvent.WebhookChanged.class);
    put("webhook.test-requested/1", WebhookEvent.WebhookTestRequested.class);
    put("webhook.redelivery-requested/1", WebhookEvent.RedeliveryRequested.class);
    put("webhook.removed/1", WebhookEvent.WebhookRemoved.class);

    put("operations.processor-stopped/1", OperationsEvent.ProcessorStopped.class);
    put("operations.processor-started/1", OperationsEvent.ProcessorStarted.class);
    put("operations.letter-replayed/1", OperationsEvent.LetterReplayed.class);
    put("operations.letter-discarded/1", OperationsEvent.LetterDiscarded.class);
    put("operations.rebuild-requested/1", OperationsEvent.RebuildRequested.class);
  }

  private EventNames() {}

  public static Map<String, Class<? extends Event>> all() {
    return Map.copyOf(BY_NAME);
  }

  public static Optional<String> nameOf(Class<?> type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  public static Optional<Class<? extends Event>> typeOf(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static void put(String name, Class<? extends Event> type) {
    if (BY_NAME.put(name, type) != null || BY_TYPE.put(type, name) != null) {
      throw new IllegalStateException("stored name or type used twice: " + name);
    }
  }
}
