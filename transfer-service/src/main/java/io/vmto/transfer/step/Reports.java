package io.vmto.transfer.step;

import io.vmto.contract.error.Failure;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferCommand.BeginPass;
import io.vmto.contract.transfer.TransferCommand.CloseResource;
import io.vmto.contract.transfer.TransferCommand.CompletePass;
import io.vmto.contract.transfer.TransferCommand.FindPass;
import io.vmto.contract.transfer.TransferCommand.IntendResource;
import io.vmto.contract.transfer.TransferCommand.LeaveResource;
import io.vmto.contract.transfer.TransferCommand.OpenResource;
import io.vmto.contract.transfer.TransferCommand.RecordBoot;
import io.vmto.contract.transfer.TransferCommand.RecordEvidence;
import io.vmto.contract.transfer.TransferCommand.RecordPoweredOff;
import io.vmto.contract.transfer.TransferCommand.RecordPoweredOn;
import io.vmto.contract.transfer.TransferCommand.RecordResumed;
import io.vmto.contract.transfer.TransferCommand.RequestShutdown;
import io.vmto.contract.transfer.TransferCommand.VoidPass;
import io.vmto.contract.transfer.TransferCommand.WidenPass;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.transfer.Work;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.jspecify.annotations.Nullable;

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

  void left(Resource resource, Failure why) {
    send(new LeaveResource(transfer, token, resource.name(), why));
  }

  void evidence(String disk, Evidence.Kind kind, String value, String by) {
    send(new RecordEvidence(transfer, token, new Evidence(disk, kind, value, by, Instant.now())));
  }

  void boot(Boot boot) {
    send(new RecordBoot(transfer, token, boot));
  }

  /** The pass under way, or null. */
  @Nullable Pass findPass() {
    return commands.sendAndWait(new FindPass(transfer, token), 60, TimeUnit.SECONDS);
  }

  Pass beginPass(int step, boolean last) {
    return commands.sendAndWait(new BeginPass(transfer, token, step, last), 60, TimeUnit.SECONDS);
  }

  void widenPass(int pass, String disk, String why) {
    send(new WidenPass(transfer, token, pass, disk, why));
  }

  void voidPass(int pass, Failure why) {
    send(new VoidPass(transfer, token, pass, why));
  }

  void completePass(Pass.Result result) {
    send(new CompletePass(transfer, token, result));
  }

  void requestShutdown() {
    send(new RequestShutdown(transfer, token));
  }

  void poweredOff() {
    send(new RecordPoweredOff(transfer, token));
  }

  void poweredOn() {
    send(new RecordPoweredOn(transfer, token));
  }

  void resumed(int step, long offset) {
    send(new RecordResumed(transfer, token, step, offset));
  }
}
