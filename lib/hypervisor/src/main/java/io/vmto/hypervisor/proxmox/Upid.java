package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import java.util.regex.Pattern;

/**
 * The name of a task on a Proxmox node: {@code UPID:node:pid:pstart:starttime:type:id:user:}, the
 * numbers in hex. Which node to ask stands in it.
 *
 * @param id what the task works on, may be empty
 * @param startedAt seconds since 1970
 * @param text the whole of it, as the node gave it
 */
record Upid(
    String node,
    int pid,
    long pstart,
    long startedAt,
    String type,
    String id,
    String user,
    String text) {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "UPID:(?<node>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)"
              + ":(?<pid>[0-9A-Fa-f]{8}):(?<pstart>[0-9A-Fa-f]{8,9}):(?<start>[0-9A-Fa-f]{8})"
              + ":(?<type>[^:\\s/]+):(?<id>[^:\\s]*):(?<user>[^:\\s]+):");

  /** Throws PROTOCOL_ERROR for anything that is not exactly a UPID. */
  static Upid parse(String text) {
    var m = GRAMMAR.matcher(text);
    if (!m.matches()) {
      throw new PlatformException(
          ErrorCode.PROTOCOL_ERROR,
          "The node answered something that is not a task id",
          "Check that the endpoint is a Proxmox VE node and not a proxy in front of it.");
    }
    return new Upid(
        m.group("node"),
        Integer.parseUnsignedInt(m.group("pid"), 16),
        Long.parseLong(m.group("pstart"), 16),
        Long.parseLong(m.group("start"), 16),
        m.group("type"),
        m.group("id"),
        m.group("user"),
        text);
  }

  @Override
  public String toString() {
    return text;
  }
}
