package io.vmto.transfer.step;

import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferCommand.CloseResource;
import io.vmto.contract.transfer.TransferCommand.IntendResource;
import io.vmto.contract.transfer.TransferCommand.LeaveResource;
import io.vmto.contract.transfer.TransferCommand.OpenResource;
import io.vmto.contract.transfer.TransferCommand.RecordBoot;
import io.vmto.contract.transfer.TransferCommand.RecordEvidence;
import io.vmto.contract.transfer.TransferCommand.RecordResumed;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.transfer.Work;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.gateway.CommandGateway;

/** A leased worker's line to its transfer; every call returns after the fact is stored. */
public final class Reports {
  private final CommandGateway commands;
  private final TransferId transfer;
  private final long token;

  public Reports(CommandGateway commands, TransferId transfer, long token) {
    this.commands = commands;
    this.transfer = transfer;
    this.token = token;
  }

  public TransferId transfer() {
    return transfer;
  }

  public long token() {
    return token;
  }

  public void send(TransferCommand report) {
    commands.sendAndWait(report, 60, TimeUnit.SECONDS);
  }

  public Work ask(TransferCommand.TakeWork question) {
    return commands.sendAndWait(question, 60, TimeUnit.SECONDS);
  }

  /** Before the remote call. */
  void intend(Resource resource) {
    send(new IntendResource(transfer, token, resource));
  }

  /** After it, with the handle to find it again. */
  void opened(Resource resource, String remoteId) {
    send(new OpenResource(transfer, token, resource.name(), remoteId));
  }

  void closed(Resource resource, String how) {
    send(new CloseResource(transfer, token, resource.name(), how));
  }

  void left(Resource resource, io.vmto.contract.error.Failure why) {
    send(new LeaveResource(transfer, token, resource.name(), why));
  }

  void evidence(String disk, Evidence.Kind kind, String value, String by) {
    send(new RecordEvidence(transfer, token, new Evidence(disk, kind, value, by, Instant.now())));
  }

  void boot(Boot boot) {
    send(new RecordBoot(transfer, token, boot));
  }

  void resumed(int step, long offset) {
    send(new RecordResumed(transfer, token, step, offset));
  }
}
