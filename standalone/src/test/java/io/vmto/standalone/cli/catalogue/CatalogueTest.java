package io.vmto.standalone.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows are whole, and none of the addresses of docs/api.md is missing. */
class CatalogueTest {
  private static final Pattern PART = Pattern.compile("\\{([a-z]+)}");

  static List<Operation> operations() {
    return Catalogue.operations();
  }

  @Test
  void noCommandAndNoAddressIsThereTwice() {
    assertThat(operations()).extracting(Operation::address).doesNotHaveDuplicates();
    var made = operations().stream().filter(o -> !Catalogue.byHand().contains(o));
    assertThat(made).extracting(o -> o.noun() + " " + o.verb()).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyPartOfAnAddressIsAskedForInItsOrder(Operation row) {
    var parts = PART.matcher(row.path()).results().map(found -> found.group(1)).toList();
    var asked =
        row.parameters().stream()
            .filter(p -> p.place() == Parameter.Place.PATH)
            .flatMap(p -> p.fields().stream())
            .toList();
    assertThat(asked).isEqualTo(parts);
  }

  /** picocli takes positionals in their order: one that may be missing has to be the last. */
  @ParameterizedTest
  @MethodSource("operations")
  void positionalsThatMayBeMissingComeLast(Operation row) {
    var positionals = row.parameters().stream().filter(Parameter::positional).toList();
    assertThat(positionals.stream().dropWhile(Parameter::required).filter(Parameter::required))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyRowSaysInOneSentenceWhatItDoes(Operation row) {
    assertThat(row.help()).matches("[A-Z].*[^.]\\.").hasSizeLessThan(72);
    assertThat(row.parameters()).allSatisfy(p -> assertThat(p.help()).isNotBlank().endsWith("."));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void whatTakesSomethingAwayAsksFirst(Operation row) {
    if (row.method() == Operation.Method.DELETE && !Catalogue.byHand().contains(row)) {
      assertThat(row.question()).endsWith("?").isNotBlank();
    }
    if (row.method() == Operation.Method.GET) {
      assertThat(row.destructive()).isFalse();
    }
  }

  @Test
  void noSecretIsEverAnArgument() {
    var secrets =
        operations().stream()
            .flatMap(o -> o.parameters().stream())
            .filter(p -> p.fields().getFirst().matches("(?i).*(secret|password|key|token)"))
            .filter(p -> !p.fields().getFirst().equals("hostKey"))
            .toList();
    assertThat(secrets).isNotEmpty();
    assertThat(secrets).allMatch(p -> p.kind() == Parameter.Kind.SECRET && !p.positional());
  }

  /** GraphQL is one address that asks for all of it; what it can ask stands in its own schema. */
  private static final String GRAPHQL = "POST /graphql";

  /** docs/openapi.json is made from the code, and a test of the gateway keeps it so. */
  @Test
  void theCommandLineReachesEveryOperationOfTheApiAndNoOther() throws IOException {
    var known = operations().stream().map(Operation::address).collect(Collectors.toSet());
    var told = told();
    assertThat(told).hasSizeGreaterThan(60);
    told.add(GRAPHQL);
    assertThat(known).containsExactlyInAnyOrderElementsOf(told);
  }

  @Test
  void everyOperationOfTheApiIsDocumented() throws IOException {
    assertThat(documented()).containsAll(told());
    var known = told();
    known.add(GRAPHQL);
    assertThat(known).containsAll(documented());
  }

  private static Set<String> told() throws IOException {
    var addresses = new HashSet<String>();
    var document =
        ContractJson.mapper().readTree(Files.readString(top().resolve("docs/openapi.json")));
    for (var path : document.path("paths").properties()) {
      for (var method : path.getValue().propertyNames()) {
        addresses.add(
            method.toUpperCase(Locale.ROOT) + " " + path.getKey().substring("/api/v1".length()));
      }
    }
    return addresses;
  }

  private static Set<String> documented() throws IOException {
    var addresses = new HashSet<String>();
    for (var line : Files.readAllLines(top().resolve("docs/api.md"))) {
      if (line.startsWith("| `")) {
        var prefix = "";
        var method = "";
        for (var quoted :
            Pattern.compile("`([^`]+)`").matcher(line.split("\\|", 3)[1]).results().toList()) {
          var words = quoted.group(1).split(" ", 2);
          method = words.length == 2 ? words[0] : method;
          var path = words[words.length - 1];
          if (path.startsWith("…")) {
            path = prefix.substring(0, prefix.lastIndexOf('/')) + path.substring(1);
          } else {
            prefix = path;
          }
          addresses.add(method + " " + path);
        }
      }
    }
    return addresses;
  }

  private static Path top() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("docs/api.md")))
        .findFirst()
        .orElseThrow();
  }
}
