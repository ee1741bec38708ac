package io.vmto.sandbox.pve;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the pretend node is set up.
 *
 * @param major version of the API it speaks, 9 or 8
 * @param taskDelay how long a worker waits before it begins
 * @param resourceLag how old the status in {@code /cluster/resources} may be
 * @param ticketLife how long a login ticket is good
 * @param spoolBytes room for uploads in {@code /var/tmp}
 * @param foreignObjects whether somebody else's VMs and volumes are there from the start
 */
public record PveSettings(
    int major,
    String node,
    Duration taskDelay,
    Duration resourceLag,
    Duration ticketLife,
    long spoolBytes,
    boolean foreignObjects,
    List<User> users,
    List<Token> tokens,
    List<Acl> acl,
    Map<String, Set<String>> roles) {

  public static final String ROOT = "root@pam";

  /** The role with the least rights a migration needs, as found by trial on a real node. */
  public static final String TARGET_ROLE = "MigrationTarget";

  public PveSettings {
    users = List.copyOf(users);
    tokens = List.copyOf(tokens);
    acl = List.copyOf(acl);
    roles = Map.copyOf(roles);
  }

  /** A login; prints without its password. */
  public record User(String id, String password) {
    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * An API token; prints without its secret.
   *
   * @param separated whether its rights are cut down to its own ACL entries
   */
  public record Token(String user, String name, String secret, boolean separated) {
    public String id() {
      return user + "!" + name;
    }

    @Override
    public String toString() {
      return id();
    }
  }

  /**
   * A role on a path, inherited below it.
   *
   * @param who a user or a token id
   */
  public record Acl(String path, String who, String role) {}

  /** Slow workers, stale lists, short tickets, foreign objects: the default. */
  public static PveSettings nasty(List<User> users, List<Token> tokens) {
    return settings(
        Duration.ofMillis(250), Duration.ofSeconds(3), Duration.ofMinutes(10), true, users, tokens);
  }

  /** Nothing in the way, nobody else there: for comparisons with recorded answers. */
  public static PveSettings plain(List<User> users, List<Token> tokens) {
    return settings(
        Duration.ofMillis(20), Duration.ZERO, Duration.ofHours(2), false, users, tokens);
  }

  private static PveSettings settings(
      Duration taskDelay,
      Duration lag,
      Duration ticketLife,
      boolean foreign,
      List<User> users,
      List<Token> tokens) {
    return new PveSettings(
        9,
        "pve1",
        taskDelay,
        lag,
        ticketLife,
        64L << 30,
        foreign,
        users,
        tokens,
        List.of(),
        Map.of(TARGET_ROLE, targetRights()));
  }

  private static Set<String> targetRights() {
    return Set.of(
        "VM.Allocate",
        "VM.Audit",
        "VM.PowerMgmt",
        "VM.Console",
        "VM.Monitor",
        "VM.GuestAgent.Audit",
        "VM.Config.Disk",
        "VM.Config.CPU",
        "VM.Config.Memory",
        "VM.Config.Network",
        "VM.Config.Options",
        "VM.Config.HWType",
        "Datastore.Audit",
        "Datastore.AllocateSpace",
        "Datastore.AllocateTemplate",
        "SDN.Use",
        "SDN.Audit",
        "Sys.Audit");
  }

  /** The same with these entries instead of none; each given to a token and its user alike. */
  public PveSettings granting(List<Acl> entries) {
    return new PveSettings(
        major,
        node,
        taskDelay,
        resourceLag,
        ticketLife,
        spoolBytes,
        foreignObjects,
        users,
        tokens,
        entries,
        roles);
  }

  /** The same node with another version of the API. */
  public PveSettings speaking(int otherMajor) {
    return new PveSettings(
        otherMajor,
        node,
        taskDelay,
        resourceLag,
        ticketLife,
        spoolBytes,
        foreignObjects,
        users,
        tokens,
        acl,
        roles);
  }

  /** The same with so much room for uploads. */
  public PveSettings spooling(long bytes) {
    return new PveSettings(
        major,
        node,
        taskDelay,
        resourceLag,
        ticketLife,
        bytes,
        foreignObjects,
        users,
        tokens,
        acl,
        roles);
  }

  /** The same with workers that begin after this time. */
  public PveSettings delaying(Duration delay) {
    return new PveSettings(
        major,
        node,
        delay,
        resourceLag,
        ticketLife,
        spoolBytes,
        foreignObjects,
        users,
        tokens,
        acl,
        roles);
  }

  /** The least rights for this user and each of its tokens, on the paths a migration touches. */
  public PveSettings grantingTarget(String user) {
    var who = new java.util.ArrayList<>(List.of(user));
    tokens.stream().filter(token -> token.user().equals(user)).forEach(t -> who.add(t.id()));
    var entries = new java.util.ArrayList<>(acl);
    for (String path :
        List.of("/vms", "/storage", "/nodes", "/pool/vmto", "/sdn/zones/localnetwork")) {
      who.forEach(w -> entries.add(new Acl(path, w, TARGET_ROLE)));
    }
    return granting(entries);
  }
}
