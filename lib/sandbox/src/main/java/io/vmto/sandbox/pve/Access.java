package io.vmto.sandbox.pve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Users, tokens, roles and the ACL tree: who may do what where. */
final class Access {
  private static final String ADMINISTRATOR = "Administrator";
  private static final Set<String> EVERYTHING =
      Set.of(
          "VM.Allocate",
          "VM.Audit",
          "VM.PowerMgmt",
          "VM.Console",
          "VM.Monitor",
          "VM.Clone",
          "VM.GuestAgent.Audit",
          "VM.GuestAgent.Unrestricted",
          "VM.Config.Disk",
          "VM.Config.CDROM",
          "VM.Config.CPU",
          "VM.Config.Memory",
          "VM.Config.Network",
          "VM.Config.HWType",
          "VM.Config.Options",
          "VM.Config.Cloudinit",
          "Datastore.Allocate",
          "Datastore.AllocateSpace",
          "Datastore.AllocateTemplate",
          "Datastore.Audit",
          "Sys.Audit",
          "Sys.Modify",
          "SDN.Use",
          "SDN.Audit",
          "Pool.Allocate",
          "Pool.Audit");

  private final PveSettings settings;
  private final Function<String, Optional<String>> poolOf;

  /**
   * @param poolOf the pool of a VMID, whose rights count for the VM as well
   */
  Access(PveSettings settings, Function<String, Optional<String>> poolOf) {
    this.settings = settings;
    this.poolOf = poolOf;
  }

  /** Throws the 403 unless the caller has one of the privileges there. */
  void demand(Caller caller, String path, String... anyOf) {
    if (!may(caller, path, anyOf)) {
      throw PveError.denied(path, String.join("|", anyOf));
    }
  }

  boolean may(Caller caller, String path, String... anyOf) {
    var rights = rights(caller, path);
    return List.of(anyOf).stream().anyMatch(rights::contains);
  }

  /** The privileges of the caller at a path. */
  Set<String> rights(Caller caller, String path) {
    var rights = new HashSet<>(rightsAlone(caller, path));
    if (path.startsWith("/vms/")) {
      poolOf
          .apply(path.substring("/vms/".length()))
          .ifPresent(pool -> rights.addAll(rightsAlone(caller, "/pool/" + pool)));
    }
    return rights;
  }

  private Set<String> rightsAlone(Caller caller, String path) {
    var own = of(caller.user(), path);
    var token = caller.token();
    if (token == null || !token.separated()) {
      return own;
    }
    var both = new HashSet<>(own);
    both.retainAll(of(token.id(), path));
    return both;
  }

  private Set<String> of(String who, String path) {
    if (who.equals(PveSettings.ROOT)) {
      return EVERYTHING;
    }
    Set<String> rights = Set.of();
    for (String level : levels(path)) {
      var here = new HashSet<String>();
      settings.acl().stream()
          .filter(entry -> entry.path().equals(level) && entry.who().equals(who))
          .forEach(entry -> here.addAll(role(entry.role())));
      // An entry further down replaces what was inherited from above.
      rights = here.isEmpty() ? rights : here;
    }
    return rights;
  }

  private Set<String> role(String name) {
    var all =
        name.equals(ADMINISTRATOR) ? EVERYTHING : settings.roles().getOrDefault(name, Set.of());
    var known = new HashSet<>(all);
    known.removeIf(
        right ->
            settings.major() >= 9
                ? right.equals("VM.Monitor")
                : right.startsWith("VM.GuestAgent."));
    return known;
  }

  private static List<String> levels(String path) {
    var levels = new ArrayList<>(List.of("/"));
    for (int i = path.indexOf('/', 1); i > 0; i = path.indexOf('/', i + 1)) {
      levels.add(path.substring(0, i));
    }
    if (path.length() > 1) {
      levels.add(path);
    }
    return levels;
  }

  /** What {@code GET /access/permissions} tells: path → privilege → 1 (inherited below). */
  Map<String, Map<String, Integer>> tree(Caller caller, Optional<String> only) {
    Set<String> paths =
        new TreeSet<>(List.of("/", "/access", "/nodes", "/pool", "/sdn", "/storage", "/vms"));
    settings.acl().forEach(entry -> paths.add(entry.path()));
    var tree = new TreeMap<String, Map<String, Integer>>();
    for (String path : only.map(Set::of).orElse(paths)) {
      var rights = new TreeMap<String, Integer>();
      rights(caller, path).forEach(right -> rights.put(right, 1));
      if (!rights.isEmpty() || only.isPresent()) {
        tree.put(path, rights);
      }
    }
    return tree;
  }
}
