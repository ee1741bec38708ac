package io.vmto.contract.transfer;

/**
 * What was seen of the first boot.
 *
 * @param level -1 not checked · 0 the process runs · 1 disk reads pass the boot loader · 2 the
 *     guest answered and its identity matches · 3 the operator's own check passes
 * @param line what the guest said, or empty
 */
public record Boot(int level, String line) {
  public static final Boot NOT_CHECKED = new Boot(-1, "");
}
