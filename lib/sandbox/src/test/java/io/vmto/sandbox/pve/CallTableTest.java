package io.vmto.sandbox.pve;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.sandbox.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Our table of calls against the official schema of each version. */
class CallTableTest {
  @ParameterizedTest
  @ValueSource(ints = {8, 9})
  void everyServedCallHasTheParametersOfTheOfficialSchema(int version) throws IOException {
    var schema = schema(version);
    var table = CallTable.of(version);
    assertThat(table.calls()).hasSizeGreaterThanOrEqualTo(35);
    for (var call : table.calls()) {
      var official = schema.path(call.path()).path(call.method());
      assertThat(official.isMissingNode()).as(call.key()).isFalse();
      var properties = official.path("parameters").path("properties");
      var ours = ours(table, call.rules());
      // The reduced schemas lost every key called description, and this parameter with the texts.
      boolean described = ours.remove("description") != null;
      assertThat(described).isEqualTo(call.key().matches("(POST|PUT) .*/(qemu|config)"));
      assertThat(ours).as(call.key()).isEqualTo(theirs(properties));
      assertThat(call.tokens()).as(call.key()).isEqualTo(official.path("allowtoken").asInt() == 1);
      assertThat(call.permission())
          .as(call.key())
          .isEqualTo(permission(official.path("permissions")));
    }
  }

  private static JsonNode schema(int version) throws IOException {
    return Json.read(Files.readString(Peer.data("pve-api-" + version + ".json"))).path("paths");
  }

  private static String permission(JsonNode permissions) {
    if (permissions.has("user")) {
      return "user:" + permissions.path("user").asString();
    }
    var check = permissions.path("check");
    var names = new java.util.ArrayList<String>();
    check.path(2).forEach(name -> names.add(name.asString()));
    assertThat(check.path(0).asString()).isEqualTo("perm");
    return "perm:" + check.path(1).asString() + "=" + String.join("|", names);
  }

  private static Map<String, Object> ours(CallTable table, Map<String, Rule> rules) {
    var all = new TreeMap<String, Object>();
    rules.forEach((name, rule) -> all.put(name, ours(table, rule)));
    return all;
  }

  private static Map<String, Object> ours(CallTable table, Rule rule) {
    var facts = new TreeMap<String, Object>();
    if (rule.alias() != null) {
      facts.put("alias", rule.alias());
      put(facts, "keyAlias", rule.keyAlias());
      return facts;
    }
    facts.put("type", rule.type());
    facts.put("optional", rule.optional());
    facts.put("default_key", rule.defaultKey());
    put(facts, "format", rule.format());
    if (rule.inline() != null) {
      facts.put("keys", ours(table, table.format(rule.inline())));
    }
    put(facts, "minimum", rule.min());
    put(facts, "maximum", rule.max());
    put(facts, "minLength", rule.minLength());
    put(facts, "maxLength", rule.maxLength());
    put(facts, "requires", rule.requires());
    put(facts, "pattern", rule.pattern());
    facts.put("enum", rule.values());
    return facts;
  }

  private static void put(Map<String, Object> facts, String name, @Nullable Object value) {
    if (value != null) {
      facts.put(name, value.toString());
    }
  }

  private static Map<String, Object> theirs(JsonNode properties) {
    var all = new TreeMap<String, Object>();
    properties.properties().forEach(entry -> all.put(entry.getKey(), their(entry.getValue())));
    return all;
  }

  private static Map<String, Object> their(JsonNode property) {
    var facts = new TreeMap<String, Object>();
    if (property.has("alias")) {
      take(facts, property, "alias", "keyAlias");
      return facts;
    }
    take(facts, property, "type", "minimum", "maximum", "minLength", "maxLength", "requires");
    take(facts, property, "pattern");
    facts.put("optional", property.path("optional").asInt() == 1);
    facts.put("default_key", property.path("default_key").asInt() == 1);
    if (property.path("format").isObject()) {
      facts.put("keys", theirs(property.path("format")));
    } else {
      take(facts, property, "format");
    }
    var values = new java.util.ArrayList<String>();
    property.path("enum").forEach(value -> values.add(value.asString()));
    facts.put("enum", values);
    return facts;
  }

  private static void take(Map<String, Object> facts, JsonNode property, String... names) {
    for (String name : names) {
      if (property.has(name)) {
        facts.put(name, property.path(name).asString());
      }
    }
  }
}
