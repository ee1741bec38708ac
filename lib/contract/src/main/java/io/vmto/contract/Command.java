package io.vmto.contract;

/** An intention addressed to one aggregate. */
public interface Command {
  /** The aggregate that decides. */
  Id target();
}
