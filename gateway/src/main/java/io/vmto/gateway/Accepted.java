package io.vmto.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** The answer to a command: taken, and where to look for what becomes of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Accepted(String id, @Nullable String planHash) {
  public static ResponseEntity<Accepted> at(String address, String id) {
    return at(address, id, null);
  }

  static ResponseEntity<Accepted> at(String address, String id, @Nullable String planHash) {
    return ResponseEntity.accepted().location(URI.create(address)).body(new Accepted(id, planHash));
  }
}
