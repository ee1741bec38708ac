package io.vmto.gateway.openapi;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.reactivestreams.Publisher;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The description of the API in the form of OpenAPI 3.1, made from the routes themselves: their
 * addresses, parameters and answers, and what {@link Operation} says of each.
 */
public final class OpenApi {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String JSON_TYPE = "application/json";
  private static final MediaType BYTES = MediaType.APPLICATION_OCTET_STREAM;

  private final Schemas schemas = new Schemas();
  private final Parameters parameters;
  private final TreeMap<String, ObjectNode> paths = new TreeMap<>();

  private OpenApi(Class<?> filters) {
    parameters = new Parameters(schemas, filters);
  }

  /**
   * @param routes as Spring knows them; those without {@link Operation} are no part of the API
   * @param filters what the records are that a list's parameters are read into
   * @param problem what every refusal is answered with
   */
  public static ObjectNode of(
      String version,
      Map<RequestMappingInfo, HandlerMethod> routes,
      Class<?> filters,
      Class<?> problem) {
    var api = new OpenApi(filters);
    routes.entrySet().stream()
        .filter(route -> route.getValue().hasMethodAnnotation(Operation.class))
        .sorted(Comparator.comparing(route -> route.getValue().toString()))
        .forEach(route -> api.add(route.getKey(), route.getValue()));
    return api.document(version, problem);
  }

  private ObjectNode document(String version, Class<?> problem) {
    var document = JSON.objectNode().put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "VMTO")
        .put("version", version)
        .put("description", "Moves virtual machines and proves that nothing was lost.");
    document.putArray("security").addObject().putArray("bearer");
    var all = document.putObject("paths");
    paths.forEach(all::set);
    var components = document.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer");
    var refusal = components.putObject("responses").putObject("Problem");
    refusal.put("description", "A refusal: what, why, and what to do about it (RFC 9457).");
    refusal
        .putObject("content")
        .putObject("application/problem+json")
        .set("schema", schemas.of(ResolvableType.forClass(problem)));
    components.set("schemas", schemas.named());
    return document;
  }

  private void add(RequestMappingInfo info, HandlerMethod handler) {
    var path = info.getPatternsCondition().getPatterns().iterator().next().getPatternString();
    var operation = operation(handler, info);
    for (var method : info.getMethodsCondition().getMethods()) {
      paths
          .computeIfAbsent(path, p -> JSON.objectNode())
          .set(method.name().toLowerCase(java.util.Locale.ROOT), operation);
    }
  }

  private ObjectNode operation(HandlerMethod handler, RequestMappingInfo info) {
    var method = handler.getMethod();
    var said = Objects.requireNonNull(handler.getMethodAnnotation(Operation.class));
    var tag = method.getDeclaringClass().getSimpleName().replaceAll("Api$", "");
    var operation = JSON.objectNode();
    operation.put("operationId", tag + "." + method.getName()).put("summary", said.value());
    operation.putArray("tags").add(tag);
    boolean posts = info.getMethodsCondition().getMethods().contains(RequestMethod.POST);
    var inputs = parameters.of(handler, posts);
    if (!inputs.isEmpty()) {
      operation.set("parameters", inputs);
    }
    if (!said.body().isEmpty()) {
      operation.set("requestBody", Bodies.of(said));
    }
    var responses = operation.putObject("responses");
    if (tells(info, BYTES)) {
      bytes(responses);
    } else {
      answer(method, responses);
    }
    responses.putObject("default").put("$ref", "#/components/responses/Problem");
    return operation;
  }

  private static boolean tells(RequestMappingInfo info, MediaType type) {
    return info.getProducesCondition().getProducibleMediaTypes().contains(type);
  }

  private static void bytes(ObjectNode responses) {
    content(responses.putObject("200"), BYTES.toString(), JSON.objectNode())
        .put("description", "All of it.");
    content(responses.putObject("206"), BYTES.toString(), JSON.objectNode())
        .put("description", "The bytes that Range asked for.");
  }

  private void answer(Method method, ObjectNode responses) {
    var type = ResolvableType.forMethodReturnType(method);
    boolean entity = false;
    while (isWrapper(type)) {
      entity |= type.toClass() == ResponseEntity.class;
      if (type.getGeneric(0).toClass() == ServerSentEvent.class) {
        content(
                responses.putObject("200"),
                "text/event-stream",
                JSON.objectNode().put("type", "string"))
            .put("description", "Events, one after the other, until the stream ends.");
        return;
      }
      type = type.getGeneric(0);
    }
    if (type.toClass() == Void.class) {
      responses.putObject("204").put("description", "Done.");
    } else if (entity && type.toClass().getSimpleName().equals("Accepted")) {
      var accepted = responses.putObject("202");
      content(accepted, JSON_TYPE, schemas.of(type))
          .put("description", "Taken; what becomes of it is at the address in Location.")
          .putObject("headers")
          .putObject("Location")
          .putObject("schema")
          .put("type", "string");
    } else {
      content(responses.putObject("200"), JSON_TYPE, schemas.of(type)).put("description", "Found.");
    }
  }

  private static boolean isWrapper(ResolvableType type) {
    return List.<Class<?>>of(Publisher.class, ResponseEntity.class).stream()
        .anyMatch(wrapper -> wrapper.isAssignableFrom(type.toClass()));
  }

  private static ObjectNode content(ObjectNode response, String mediaType, ObjectNode schema) {
    response.putObject("content").putObject(mediaType).set("schema", schema);
    return response;
  }
}
