package io.vmto.runtime.access;

import static io.vmto.contract.access.Permission.ADMINISTER;
import static io.vmto.contract.access.Permission.APPROVE;
import static io.vmto.contract.access.Permission.AUDIT;
import static io.vmto.contract.access.Permission.BROWSE;
import static io.vmto.contract.access.Permission.DOWNLOAD;
import static io.vmto.contract.access.Permission.MAINTAIN;
import static io.vmto.contract.access.Permission.MANAGE_CONNECTIONS;
import static io.vmto.contract.access.Permission.RUN_JOBS;
import static io.vmto.contract.access.Permission.VIEW;
import static io.vmto.contract.access.Permission.WORK;

import io.vmto.contract.access.AccountCommand;
import io.vmto.contract.access.Permission;
import io.vmto.contract.claim.ClaimCommand;
import io.vmto.contract.connection.ConnectionCommand;
import io.vmto.contract.connection.ConnectionQuery;
import io.vmto.contract.job.JobCommand;
import io.vmto.contract.job.PreviewPlan;
import io.vmto.contract.license.LicenseCommand;
import io.vmto.contract.operations.OperationsQuery;
import io.vmto.contract.operations.ProcessorCommand;
import io.vmto.contract.operations.ProjectionCommand;
import io.vmto.contract.transfer.ExtentQuery;
import io.vmto.contract.transfer.ImageQuery;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.webhook.WebhookCommand;
import io.vmto.contract.webhook.WebhookQuery;

/** The one table of what each message needs. What is not in it is for VMTO's own parts only. */
public final class Rules {
  private Rules() {}

  /** What a caller must be permitted who sends this command or asks this question. */
  public static Permission needed(Object message) {
    return switch (message) {
      case JobCommand command -> needed(command);
      case ConnectionCommand command -> needed(command);
      case ClaimCommand command -> needed(command);
      case LicenseCommand command -> needed(command);
      case AccountCommand command -> needed(command);
      case WebhookCommand command -> needed(command);
      case ProcessorCommand command -> MAINTAIN;
      case ProjectionCommand command -> MAINTAIN;
      case ConnectionQuery query -> needed(query);
      case PreviewPlan query -> BROWSE;
      case ViewQuery.ListEvents query -> AUDIT;
      case ViewQuery query -> VIEW;
      case OperationsQuery query -> VIEW;
      case ImageQuery query -> DOWNLOAD;
      case ExtentQuery query -> VIEW;
      case WebhookQuery query -> AUDIT;
      default -> WORK;
    };
  }

  private static Permission needed(JobCommand command) {
    return switch (command) {
      case JobCommand.CreateJob c -> RUN_JOBS;
      case JobCommand.StartJob c -> RUN_JOBS;
      case JobCommand.PauseJob c -> RUN_JOBS;
      case JobCommand.ResumeJob c -> RUN_JOBS;
      case JobCommand.ResumeFromStep c -> RUN_JOBS;
      case JobCommand.RetryFailedSteps c -> RUN_JOBS;
      case JobCommand.CancelJob c -> RUN_JOBS;
      case JobCommand.ChangeLimits c -> RUN_JOBS;
      case JobCommand.CheckImage c -> RUN_JOBS;
      case JobCommand.ApproveJobCutover c -> APPROVE;
      case JobCommand.RecordDownload c -> DOWNLOAD;
      case JobCommand.MarkRunning c -> WORK;
      case JobCommand.MarkPaused c -> WORK;
      case JobCommand.RefuseStart c -> WORK;
      case JobCommand.RecordOutcome c -> WORK;
      case JobCommand.RecordImageCheck c -> WORK;
    };
  }

  private static Permission needed(ConnectionCommand command) {
    return switch (command) {
      case ConnectionCommand.CreateConnection c -> MANAGE_CONNECTIONS;
      case ConnectionCommand.ConfirmFingerprint c -> MANAGE_CONNECTIONS;
      case ConnectionCommand.ChangeSecret c -> MANAGE_CONNECTIONS;
      case ConnectionCommand.ChangeSsh c -> MANAGE_CONNECTIONS;
      case ConnectionCommand.LimitConnection c -> MANAGE_CONNECTIONS;
      case ConnectionCommand.ValidateConnection c -> MANAGE_CONNECTIONS;
      case ConnectionCommand.RemoveConnection c -> MANAGE_CONNECTIONS;
      case ConnectionCommand.RecordFingerprint c -> WORK;
      case ConnectionCommand.RecordReachable c -> WORK;
      case ConnectionCommand.RecordBroken c -> WORK;
    };
  }

  private static Permission needed(ClaimCommand command) {
    return switch (command) {
      case ClaimCommand.BreakClaim c -> MAINTAIN;
      case ClaimCommand.ClaimMachine c -> WORK;
      case ClaimCommand.ReleaseMachine c -> WORK;
    };
  }

  private static Permission needed(LicenseCommand command) {
    return switch (command) {
      case LicenseCommand.InstallLicense c -> ADMINISTER;
      case LicenseCommand.RequestUse c -> WORK;
      case LicenseCommand.ReturnUse c -> WORK;
    };
  }

  /** What the gateway has looked into before, such as a password, it sends as VMTO itself. */
  private static Permission needed(AccountCommand command) {
    return switch (command) {
      case AccountCommand.CreateAccount c -> ADMINISTER;
      case AccountCommand.ChangeRoles c -> ADMINISTER;
      case AccountCommand.DisableAccount c -> ADMINISTER;
      case AccountCommand.EnableAccount c -> ADMINISTER;
      case AccountCommand.ResetPassword c -> ADMINISTER;
      case AccountCommand.SignOutEverywhere c -> ADMINISTER;
      case AccountCommand.ChangePassword c -> WORK;
      case AccountCommand.LockAccount c -> WORK;
    };
  }

  /** A webhook carries everything that happens out of the house. */
  private static Permission needed(WebhookCommand command) {
    return switch (command) {
      case WebhookCommand.CreateWebhook c -> ADMINISTER;
      case WebhookCommand.ChangeWebhook c -> ADMINISTER;
      case WebhookCommand.RemoveWebhook c -> ADMINISTER;
      case WebhookCommand.TestWebhook c -> ADMINISTER;
      case WebhookCommand.RedeliverEvent c -> ADMINISTER;
    };
  }

  private static Permission needed(ConnectionQuery query) {
    return switch (query) {
      case ConnectionQuery.ListMachines q -> BROWSE;
      case ConnectionQuery.FindMachine q -> BROWSE;
      case ConnectionQuery.ListNodes q -> BROWSE;
      case ConnectionQuery.CompareHardware q -> BROWSE;
      case ConnectionQuery.DiagnoseConnection q -> BROWSE;
      case ConnectionQuery.OpenConnection q -> WORK;
    };
  }
}
