package io.vmto.hypervisor.proxmox;

/**
 * What this client believes about real Proxmox VE servers. Much was seen on one server of version
 * 9.2.6, the rest only in schemas and sources. {@link ProxmoxProbe} asks a real endpoint, reading
 * only.
 */
public enum ProxmoxAssumption {
  VERSION(1, "The server is Proxmox VE 8 or 9 and says so as major.minor", "read /version"),
  MESSAGE_IN_BODY(
      2,
      "The reason of a refusal can be read from the body: as JSON since 8.4, as extjs before",
      "read the configuration of a machine that does not exist"),
  UNKNOWN_CALL(3, "A call the server does not know is answered with 501", "ask for /vmto"),
  NODE_CERTIFICATE(
      4,
      "The node's fingerprint in /nodes is the one of the certificate it shows",
      "compare it with the pinned one"),
  NEXT_ID(5, "The next free machine id is a number from 100 up", "read /cluster/nextid"),
  TASK_IDS(
      6, "Every task id has the form node, pid, pstart, start, type, id, user", "read task lists"),
  TASK_ENDS(7, "A finished task's status is OK, WARNINGS: n, or an error text", "read task lists"),
  CONFIG_DIGEST(
      8, "A machine's configuration has a digest of 40 hex digits", "read one configuration"),
  VOLUME_NAMES(9, "Volumes are named storage:name", "read one content list per node"),
  IMPORT_STORAGE(
      10, "A file-based storage takes content of type import (needs 8.4)", "read the storages"),
  SPOOL_VISIBLE(
      11, "The token may see how much room the node's root file system has", "read node status"),
  BRIDGES(12, "Bridges are listed under type any_bridge", "read the networks of a node"),
  RIGHTS(
      13,
      "The token may allocate machines and disk space, upload images, and use the console",
      "read /access/permissions"),
  NO_EXCESS(14, "The token may not change permissions", "read /access/permissions"),
  SAME_DIRECTORY(
      15,
      "A mounted storage's disks are seen here under images/ with the size the node tells",
      "compare its content list with the directory"),
  CONSOLE_BY_TOKEN(
      16,
      "The node can check the console ticket of an API token (there since 9.1)",
      "look for /access/vncticket"),
  CONSOLE_OPENS(17, "termproxy lets an API token in", "needs a running machine"),
  MULTIPART_ORDER(
      18,
      "An upload's parts are read by their order and its checksum is verified",
      "needs writing"),
  IMPORT_FROM(19, "POST config copies an uploaded image into a new volume", "needs writing"),
  SPOOL_PLACE(
      20, "Uploads are spooled to /var/tmp on the root file system", "needs a look at the node"),
  CREATE_ROLLBACK(
      21, "A create that failed leaves at most volumes that its log names", "needs writing"),
  DISK_IN_KIB(22, "A volume's size without a suffix is in KiB", "needs writing"),
  PENDING_LINK(23, "Raising a card's link works at once while the machine runs", "needs writing"),
  NODE_LOGIN(
      24,
      "The node lets us in by SSH and has what serves a volume: pvesm, qemu-nbd, pkill, bash",
      "needs SSH access");

  private final int number;
  private final String sentence;
  private final String check;

  ProxmoxAssumption(int number, String sentence, String check) {
    this.number = number;
    this.sentence = sentence;
    this.check = check;
  }

  public int number() {
    return number;
  }

  public String sentence() {
    return sentence;
  }

  /** How it can be checked; "needs …" where reading alone does not tell. */
  public String check() {
    return check;
  }
}
