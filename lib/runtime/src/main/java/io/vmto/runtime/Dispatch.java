package io.vmto.runtime;

import io.vmto.contract.Command;
import io.vmto.contract.error.ErrorCode;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands from event handlers: returns when the command was accepted or refused, so that an
 * event is not counted as handled before. A refusal is an answer and only logged; anything else is
 * thrown, and the event comes again.
 */
public final class Dispatch {
  private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

  private final CommandGateway gateway;

  public Dispatch(CommandGateway gateway) {
    this.gateway = gateway;
  }

  public void send(Command command) {
    try {
      gateway.sendAndWait(command, 20, TimeUnit.SECONDS);
    } catch (RuntimeException e) {
      var failure = Failures.of(e);
      if (failure.code() == ErrorCode.INTERNAL_ERROR || failure.transientFault()) {
        throw e;
      }
      log.info("{} refused: {}", command.getClass().getSimpleName(), failure.message());
    }
  }
}
