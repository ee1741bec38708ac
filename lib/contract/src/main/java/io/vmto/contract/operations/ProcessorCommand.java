package io.vmto.contract.operations;

import io.vmto.contract.Command;

/**
 * What can be asked of an event processor. It is sent to the very process that runs the processor,
 * by an address that names it.
 */
public sealed interface ProcessorCommand extends Command {
  PartId processor();

  @Override
  default PartId target() {
    return processor();
  }

  @Override
  default String address() {
    return address(getClass(), processor());
  }

  /** Under which name the process that runs a processor takes such a command. */
  static String address(Class<?> command, PartId processor) {
    return command.getName() + "@" + processor;
  }

  /** Handles nothing more until it is started again, or its process is. */
  record StopProcessor(PartId processor) implements ProcessorCommand {}

  record StartProcessor(PartId processor) implements ProcessorCommand {}

  /** Handles the letter's sequence again, from its first letter on. */
  record ReplayLetter(PartId processor, String letter) implements ProcessorCommand {}

  /** Lets an event go for ever without having been handled. */
  record DiscardLetter(PartId processor, String letter, String reason)
      implements ProcessorCommand {}
}
