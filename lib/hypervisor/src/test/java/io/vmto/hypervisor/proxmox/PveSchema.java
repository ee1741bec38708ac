package io.vmto.hypervisor.proxmox;

import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API schema of a real Proxmox VE version as a judge of requests: unknown paths and parameters,
 * missing ones, types, limits, patterns, enumerations, property strings and the named formats. A
 * named format it does not know is a violation too, so that nothing passes unlooked at.
 */
public final class PveSchema {
  private static final Set<String> BOOLEANS =
      Set.of("0", "1", "on", "off", "yes", "no", "true", "false");
  private static final String STORAGE = "[a-zA-Z][a-zA-Z0-9\\-_.]*[a-zA-Z0-9]";
  private static final String CONFIG_ID = "[a-zA-Z][a-zA-Z0-9_-]+";
  private static final String DEVICE = "(?:(?:ide|sata|scsi|virtio|net|usb|hostpci)\\d+)";

  private static final Map<String, Predicate<String>> FORMATS =
      Map.ofEntries(
          format("pve-vmid", "[1-9][0-9]{2,8}"),
          format("pve-node", "[a-zA-Z0-9](?:[a-zA-Z0-9\\-]*[a-zA-Z0-9])?"),
          format("pve-storage-id", STORAGE),
          format("pve-storage-content", "images|rootdir|vztmpl|iso|backup|snippets|import|none"),
          format("pve-storage-content-list", "[a-z]+(?:,[a-z]+)*"),
          format("pve-poolid", "[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+){0,2}"),
          format("pve-bridge-id", "[a-zA-Z][a-zA-Z0-9_.-]{0,30}"),
          format("pve-configid-list", CONFIG_ID + "(?:[,; ]" + CONFIG_ID + ")*"),
          format(
              "dns-name",
              "(?:[a-zA-Z0-9](?:[a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])?\\.)*"
                  + "[a-zA-Z0-9](?:[a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])?"),
          format("mac-addr", "(?i)[0-9a-f][02468ace](?::[0-9a-f]{2}){5}"),
          format("disk-size", "\\d+(?:\\.\\d+)?[KMGT]?"),
          format("pve-volume-id", STORAGE + ":.+"),
          format("pve-volume-id-or-qm-path", "none|cdrom|/.+|" + STORAGE + ":.+"),
          format("pve-volume-id-or-absolute-path", "/.+|" + STORAGE + ":.+"),
          format("pve-qm-boot", "order=" + DEVICE + "(?:;" + DEVICE + ")*|(?:legacy=)?[acdn]{1,4}"),
          format(
              "pve-qm-smbios1",
              "(?:^|,)(?:uuid=[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12})"),
          format("pve-vm-cpu-conf", "(?:cputype=)?[A-Za-z0-9_-]+(?:,[a-z-]+=[^,]+)*"));

  /**
   * The reduced schemas lost every key called {@code description}, and with the texts this one
   * parameter of real servers too (qemu-server: "shown in the web-interface", up to 8 KiB).
   */
  private static final JsonNode NOTES =
      JsonNodeFactory.instance.objectNode().put("optional", 1).put("maxLength", 8192);

  private static final Pattern TAKES_NOTES =
      Pattern.compile("/nodes/\\{node}/qemu(?:/\\{vmid}/config)?");

  private final Map<Pattern, JsonNode> paths = new HashMap<>();

  public PveSchema(int version) {
    for (var path : PveData.schema(version).path("paths").properties()) {
      var pattern =
          path.getKey()
              .replaceAll("\\{([a-zA-Z]+)}", "(?<$1>[^/]+)")
              .replaceAll("\\{[^}]*}", "[^/]+");
      paths.put(Pattern.compile(pattern), path.getValue());
      if (TAKES_NOTES.matcher(path.getKey()).matches()) {
        for (var method : List.of("POST", "PUT")) {
          if (path.getValue().path(method).path("parameters").path("properties")
              instanceof ObjectNode properties) {
            properties.set("description", NOTES);
          }
        }
      }
    }
  }

  private static Map.Entry<String, Predicate<String>> format(String name, String pattern) {
    return Map.entry(name, Pattern.compile(pattern).asMatchPredicate());
  }

  /**
   * What a real server would refuse in this request.
   *
   * @param rawPath below the API's base, still percent-encoded
   * @param parameters of query or body, decoded
   */
  public List<String> violations(String method, String rawPath, Map<String, String> parameters) {
    for (var path : paths.entrySet()) {
      var m = path.getKey().matcher(rawPath);
      if (m.matches() && path.getValue().has(method)) {
        var all = new HashMap<>(parameters);
        for (var name : path.getKey().namedGroups().keySet()) {
          all.put(name, URLDecoder.decode(m.group(name), StandardCharsets.UTF_8));
        }
        var found = new ArrayList<String>();
        properties(path.getValue().path(method).path("parameters"), all, "", found);
        return found.stream().map(v -> method + " " + rawPath + " " + v).toList();
      }
    }
    return List.of("Method '" + method + " " + rawPath + "' not implemented");
  }

  private void properties(
      JsonNode schema, Map<String, String> values, String at, List<String> found) {
    var known = schema.path("properties");
    for (var value : values.entrySet()) {
      var property = lookUp(known, value.getKey());
      if (property == null) {
        found.add(at + value.getKey() + ": property is not defined in schema");
      } else {
        value(property, value.getValue(), at + value.getKey(), found);
        require(property, values, at + value.getKey(), found);
      }
    }
    for (var property : known.properties()) {
      if (property.getValue().path("optional").asInt(0) == 0
          && !values.containsKey(property.getKey())) {
        found.add(at + property.getKey() + ": property is missing and it is not optional");
      }
    }
  }

  private static void require(
      JsonNode property, Map<String, String> values, String at, List<String> found) {
    var required = property.path("requires").asString("");
    if (!required.isEmpty() && !values.containsKey(required)) {
      found.add(at + ": missing property - '" + required + "' is required by it");
    }
  }

  /** {@code scsi[n]} stands for scsi0 to scsi30, and so on. */
  private static JsonNode lookUp(JsonNode known, String name) {
    if (known.has(name)) {
      return known.get(name);
    }
    var m = Pattern.compile("([a-z]+)(\\d{1,2})").matcher(name);
    if (!m.matches() || !known.has(m.group(1) + "[n]")) {
      return null;
    }
    var last = Map.of("scsi", 30, "virtio", 15, "sata", 5, "ide", 3, "net", 31, "serial", 3);
    return Integer.parseInt(m.group(2)) <= last.getOrDefault(m.group(1), 0)
        ? known.get(m.group(1) + "[n]")
        : null;
  }

  private void value(JsonNode schema, String value, String at, List<String> found) {
    switch (schema.path("type").asString("string")) {
      case "boolean" -> check(BOOLEANS.contains(value), at, "type check ('boolean') failed", found);
      case "integer" -> number(schema, value, "-?\\d+", at, found);
      case "number" -> number(schema, value, "-?\\d+(?:\\.\\d+)?", at, found);
      default -> text(schema, value, at, found);
    }
  }

  private static void number(
      JsonNode schema, String value, String grammar, String at, List<String> found) {
    if (!value.matches(grammar)) {
      found.add(at + ": type check failed - got '" + value + "'");
      return;
    }
    var n = new BigDecimal(value);
    if (schema.has("minimum")) {
      var min = schema.get("minimum").decimalValue();
      check(n.compareTo(min) >= 0, at, "value must have a minimum value of " + min, found);
    }
    if (schema.has("maximum")) {
      var max = schema.get("maximum").decimalValue();
      check(n.compareTo(max) <= 0, at, "value must have a maximum value of " + max, found);
    }
  }

  private void text(JsonNode schema, String value, String at, List<String> found) {
    if (schema.has("enum")) {
      var allowed = new ArrayList<String>();
      schema.get("enum").forEach(e -> allowed.add(e.asString("")));
      check(allowed.contains(value), at, "value '" + value + "' is not in " + allowed, found);
    }
    if (schema.has("pattern")) {
      var pattern = schema.get("pattern").asString("").replace("(?^:", "(?:");
      check(value.matches(pattern), at, "value does not match the regex pattern", found);
    }
    var longest = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    check(value.length() <= longest, at, "value may only be " + longest + " long", found);
    var format = schema.path("format");
    if (format.isObject()) {
      propertyString(format, value, at, found);
    } else if (format.isString()) {
      var known = FORMATS.get(format.asString(""));
      if (known == null) {
        found.add(at + ": format " + format + " is unknown to this judge");
      } else {
        check(known.test(value), at, "invalid format - '" + value + "' is no " + format, found);
      }
    }
  }

  private void propertyString(JsonNode format, String value, String at, List<String> found) {
    var values = new HashMap<String, String>();
    for (var part : value.split(",", -1)) {
      int eq = part.indexOf('=');
      var key = eq < 0 ? defaultKey(format) : part.substring(0, eq);
      var text = part.substring(eq + 1);
      var alias = format.path(key).path("alias").asString("");
      if (!alias.isEmpty()) {
        var keyAlias = format.path(key).path("keyAlias").asString("");
        if (!keyAlias.isEmpty()) {
          put(values, keyAlias, key, at, found);
        }
        put(values, alias, text, at, found);
      } else {
        put(values, key, text, at, found);
      }
    }
    var schema = JsonNodeFactory.instance.objectNode().set("properties", format);
    var plain = new ArrayList<String>();
    properties(schema, values, at + ".", plain);
    found.addAll(plain.stream().filter(v -> !missingAlias(format, v, at)).toList());
  }

  private static boolean missingAlias(JsonNode format, String violation, String at) {
    if (!violation.endsWith("property is missing and it is not optional")) {
      return false;
    }
    var key = violation.substring(at.length() + 1, violation.indexOf(':'));
    return format.path(key).has("alias") || format.path(key).has("default");
  }

  private static void put(
      Map<String, String> values, String key, String value, String at, List<String> found) {
    if (values.put(key, value) != null) {
      found.add(at + ": invalid format - duplicate key in comma-separated list property: " + key);
    }
  }

  private static String defaultKey(JsonNode format) {
    return format.properties().stream()
        .filter(p -> p.getValue().path("default_key").asInt(0) == 1)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("(no default key)");
  }

  private static void check(boolean holds, String at, String otherwise, List<String> found) {
    if (!holds) {
      found.add(at + ": " + otherwise);
    }
  }
}
