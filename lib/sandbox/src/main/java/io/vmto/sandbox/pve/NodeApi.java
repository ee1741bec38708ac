package io.vmto.sandbox.pve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls about the cluster, the node and its networks. */
final class NodeApi {
  private static final long GIB = 1L << 30;

  private final PveSettings settings;
  private final Parts parts;
  private final ResourceList resources;

  NodeApi(PveSettings settings, Parts parts) {
    this.settings = settings;
    this.parts = parts;
    this.resources = new ResourceList(settings, parts);
  }

  void register(Map<String, Ask.Handler> calls) {
    calls.put("GET /version", ask -> Answer.of(version()));
    calls.put("GET /nodes/{node}/version", ask -> Answer.of(version()));
    calls.put("GET /nodes", ask -> Answer.of(List.of(node(ask))));
    calls.put("GET /nodes/{node}/status", ask -> Answer.of(status()));
    calls.put("GET /nodes/{node}/network", this::network);
    calls.put("GET /cluster/nextid", this::nextId);
    calls.put("GET /cluster/resources", ask -> Answer.of(resources.list(ask)));
    calls.put(
        "GET /cluster/status",
        ask ->
            Answer.of(
                List.of(
                    Map.of(
                        "type",
                        "node",
                        "id",
                        "node/" + settings.node(),
                        "name",
                        settings.node(),
                        "ip",
                        "127.0.0.1",
                        "level",
                        "",
                        "local",
                        1,
                        "nodeid",
                        0,
                        "online",
                        1))));
    calls.put("GET /access/ticket", ask -> Answer.NOTHING);
    calls.put("POST /access/ticket", ask -> Answer.of(parts.login().login(ask.params())));
    calls.put(
        "GET /access/permissions",
        ask -> Answer.of(parts.access().tree(ask.caller(), ask.find("path"))));
    calls.put("GET /pools", this::pools);
    calls.put("POST /pools", this::makePool);
  }

  private Map<String, Object> version() {
    boolean nine = settings.major() >= 9;
    return Map.of(
        "version", nine ? "9.2.6" : "8.4.2",
        "release", nine ? "9.2" : "8.4",
        "repoid", "5a4d0b1e");
  }

  private Map<String, Object> node(Ask ask) {
    var node = new LinkedHashMap<String, Object>();
    node.put("node", settings.node());
    node.put("id", "node/" + settings.node());
    node.put("type", "node");
    node.put("status", "online");
    node.put("ssl_fingerprint", parts.fingerprint().get());
    if (parts.access().may(ask.caller(), "/nodes/" + settings.node(), "Sys.Audit")) {
      node.put("maxcpu", 4);
      node.put("maxmem", 16 * GIB);
      node.put("mem", 4 * GIB);
      node.put("cpu", 0.05);
      node.put("uptime", 86_400);
      node.put("level", "");
    }
    return node;
  }

  private Map<String, Object> status() {
    var room = Map.of("total", 100 * GIB, "used", 20 * GIB, "free", 80 * GIB, "avail", 80 * GIB);
    return Map.of(
        "pveversion", "pve-manager/" + version().get("version") + "/5a4d0b1e",
        "cpu", 0.05,
        "loadavg", List.of("0.10", "0.10", "0.10"),
        "memory",
            Map.of("total", 16 * GIB, "used", 4 * GIB, "free", 12 * GIB, "available", 12 * GIB),
        "rootfs", room,
        "boot-info", Map.of("mode", "legacy-bios"),
        "cpuinfo", Map.of("cores", 4, "cpus", 4, "sockets", 1, "model", "QEMU Virtual CPU"),
        "current-kernel",
            Map.of(
                "sysname",
                "Linux",
                "release",
                "6.17.2-1-pve",
                "machine",
                "x86_64",
                "version",
                "#1"),
        "uptime", 86_400);
  }

  private Answer network(Ask ask) {
    var all = new ArrayList<Map<String, Object>>();
    all.add(card("eno1", "eth", ""));
    all.add(card("vmbr0", "bridge", "eno1"));
    all.add(card("vmbr1", "bridge", ""));
    ask.find("type").ifPresent(type -> all.removeIf(card -> !isOf(card, type)));
    all.removeIf(
        card ->
            "bridge".equals(card.get("type"))
                && !parts
                    .access()
                    .may(
                        ask.caller(),
                        "/sdn/zones/localnetwork/" + card.get("iface"),
                        "SDN.Use",
                        "SDN.Audit"));
    return Answer.of(all);
  }

  private static boolean isOf(Map<String, Object> card, String type) {
    boolean anyBridge = type.startsWith("any_") || type.equals("include_sdn");
    return (anyBridge ? "bridge" : type).equals(card.get("type"));
  }

  private static Map<String, Object> card(String name, String type, String ports) {
    var card = new LinkedHashMap<String, Object>();
    card.put("iface", name);
    card.put("type", type);
    card.put("active", 1);
    card.put("method", "manual");
    card.put("method6", "manual");
    card.put("families", List.of("inet"));
    card.put("priority", 3);
    if (type.equals("bridge")) {
      card.put("autostart", 1);
      card.put("bridge_ports", ports);
      card.put("bridge_vlan_aware", 1);
    } else {
      card.put("exists", 1);
    }
    return card;
  }

  private Answer nextId(Ask ask) {
    var wanted = ask.find("vmid");
    if (wanted.isPresent() && parts.guests().find(ask.vmid()).isPresent()) {
      throw PveError.parameter("vmid", "VM " + ask.vmid() + " already exists");
    }
    // The API has always answered this number as a text.
    return Answer.of(wanted.orElseGet(() -> Integer.toString(parts.guests().nextFree())));
  }

  private Answer pools(Ask ask) {
    return Answer.of(
        parts.pools().all().stream()
            .filter(
                pool -> parts.access().may(ask.caller(), "/pool/" + pool, "Pool.Audit", "VM.Audit"))
            .filter(pool -> ask.find("poolid").map(pool::equals).orElse(true))
            .map(pool -> Map.of("poolid", pool))
            .toList());
  }

  private Answer makePool(Ask ask) throws IOException {
    if (!parts.pools().add(ask.get("poolid"))) {
      throw PveError.fault("create pool failed: pool '" + ask.get("poolid") + "' already exists");
    }
    return Answer.NOTHING;
  }
}
