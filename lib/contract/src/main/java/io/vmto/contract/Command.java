package io.vmto.contract;

/** An intention addressed to one aggregate. */
public interface Command {
  /** The aggregate that decides. */
  Id target();

  /** Under which name it is sent: that of its type, unless several processes take that type. */
  default String address() {
    return getClass().getName();
  }
}
