package io.vmto.transfer.step;

/** Where the durable point of a copy is recorded, after the data and the journal are durable. */
public interface CheckpointStore {
  /** Records how many bytes of a disk are durable, unless a newer lease has written already. */
  void save(String transfer, String disk, int attempt, long token, long durable);

  /** Bytes of a disk that are durable, 0 when none are. */
  long durable(String transfer, String disk);

  void forget(String transfer);
}
