package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.proxmox.PveClient.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The two shapes of an answer. {@code json} says failure by HTTP status; {@code extjs} always says
 * 200 and puts status and message into the body, which is the only way to read messages of servers
 * before 8.4.
 */
enum PveDialect {
  JSON,
  EXTJS;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  String folder() {
    return this == JSON ? "json" : "extjs";
  }

  /** What was asked for; throws the failure that the answer stands for. */
  JsonNode data(Answer answer) {
    var body = parse(answer);
    var status = answer.status();
    if (this == EXTJS && status == 200 && body.path("success").asInt(1) == 0) {
      status = body.path("status").asInt(500);
    }
    if (status != 200) {
      throw new PlatformException(
          PveErrors.ofAnswer(status, body.path("message").asString(""), errors(body)));
    }
    if (!body.has("data")) {
      throw new PlatformException(
          ErrorCode.PROTOCOL_ERROR,
          "The answer is not one of the Proxmox VE API",
          "Check that the endpoint is a Proxmox VE node and not a proxy in front of it.");
    }
    return body.get("data");
  }

  private static JsonNode parse(Answer answer) {
    try {
      return MAPPER.readTree(answer.body());
    } catch (JacksonException _) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  private static Map<String, String> errors(JsonNode body) {
    var errors = new LinkedHashMap<String, String>();
    for (var error : body.path("errors").properties()) {
      errors.put(error.getKey(), error.getValue().asString(""));
    }
    return errors;
  }
}
