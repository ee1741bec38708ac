package io.vmto.gateway;

import io.vmto.runtime.ContractJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/** The body of a request, as bytes until its handler says what must be in it. */
public final class Body {
  /** More than any request of this API needs. */
  static final int LARGEST = 64 * 1024;

  private static final ObjectReader STRICT =
      ContractJson.strict()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final byte[] bytes;
  private final @Nullable MediaType type;

  Body(byte[] bytes, @Nullable MediaType type) {
    this.bytes = bytes;
    this.type = type;
  }

  /** A JSON object with exactly the fields that the reader asks for. */
  public <T> T as(Function<Fields, T> reader) {
    if (bytes.length == 0) {
      throw Fields.invalid("body", "is missing; send a JSON object");
    }
    if (type == null || !MediaType.APPLICATION_JSON.includes(type)) {
      throw new UnsupportedMediaTypeStatusException(type, List.of(MediaType.APPLICATION_JSON));
    }
    return Fields.read("", tree(), reader);
  }

  /** For requests that say all in their address. */
  public void none() {
    if (bytes.length > 0) {
      as(fields -> true);
    }
  }

  /** A text document, plain or as the only field of a JSON object. */
  String document(String field) {
    if (type != null && MediaType.TEXT_PLAIN.includes(type) && bytes.length > 0) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return as(fields -> fields.document(field, LARGEST));
  }

  private JsonNode tree() {
    try {
      return STRICT.readValue(bytes);
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw Fields.invalid(
          "body",
          at == null
              ? "is not well-formed JSON"
              : "is not well-formed JSON at line "
                  + at.getLineNr()
                  + ", column "
                  + at.getColumnNr());
    }
  }
}
