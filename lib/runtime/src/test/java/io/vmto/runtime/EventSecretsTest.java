package io.vmto.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.Event;
import io.vmto.contract.EventNames;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.connection.SecretRef;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored for ever can carry a reference to a secret, and never a secret. */
class EventSecretsTest {
  private static final List<String> NAMES =
      List.of("password", "passphrase", "secret", "credential", "ticket", "cookie");

  static Stream<Class<? extends Event>> events() {
    return EventNames.all().values().stream();
  }

  @ParameterizedTest
  @MethodSource("events")
  void noEventCanCarryASecret(Class<? extends Event> event) {
    assertThat(secrets(event)).isEmpty();
    assertThat(Shape.of(event).opaque()).isEmpty();
  }

  @Test
  void aSecretIsFoundHoweverDeepItIs() {
    assertThat(secrets(Leaky.class))
        .containsExactlyInAnyOrder(
            "Leaky.bare",
            "Leaky.listed.secret",
            "Leaky.mapped",
            "Leaky.kind<Named>.adminPassword",
            "Leaky.kind<Keyed>.cookies",
            "Leaky.kind<Keyed>.ticket");
  }

  @Test
  void aReferenceToASecretIsAllowed() {
    assertThat(secrets(Honest.class)).isEmpty();
  }

  @Test
  void whatCannotBeLookedIntoIsReported() {
    assertThat(Shape.of(Opaque.class).opaque())
        .extracting(Shape.Leaf::path)
        .containsExactly("Opaque.anything", "Opaque.list");
  }

  private static List<String> secrets(Class<?> root) {
    return Shape.of(root).leaves().stream()
        .filter(
            l -> l.type() == Secret.class || (l.type() == String.class && namesASecret(l.name())))
        .map(Shape.Leaf::path)
        .toList();
  }

  private static boolean namesASecret(String component) {
    var name = component.toLowerCase(Locale.ROOT);
    return NAMES.stream().anyMatch(name::contains);
  }

  record Leaky(
      Secret bare, List<? extends Nested> listed, Map<String, Secret> mapped, Kind kind, Instant at)
      implements Event {}

  record Nested(String name, Secret secret) {}

  sealed interface Kind {}

  record Named(String adminPassword) implements Kind {}

  record Keyed(Map<Integer, String> cookies, String ticket) implements Kind {}

  record Honest(SecretRef secret, boolean passwordChanged, ConnectionId by, Instant at)
      implements Event {}

  record Opaque(Object anything, List<?> list, Instant at) implements Event {}
}
