package io.vmto.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.Event;
import io.vmto.contract.EventNames;
import io.vmto.contract.connection.ConnectionEvent.ConnectionCreated;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.job.JobEvent.JobCreated;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stored events load for ever: one golden for each name, written by hand. A form that gained fields
 * keeps its earlier self, which is never rewritten, in {@code golden-before}.
 */
class GoldenTest {
  static Set<String> goldens() throws IOException {
    return new TreeSet<>(Goldens.files());
  }

  @Test
  void everyStoredNameHasAGoldenAndEveryGoldenAName() throws IOException {
    var names = EventNames.all().keySet().stream().map(n -> n.replace('/', '-')).toList();
    assertThat(Goldens.files()).containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aGoldenLoadsAndIsWrittenAsItWasRead(String file) {
    var golden = Goldens.tree(file);
    var event = Goldens.load(file, golden);

    assertThat(event.getClass()).isEqualTo(EventNames.all().get(Goldens.name(file)));
    assertThat(unset(event.getClass().getSimpleName(), event)).isEmpty();
    var stored = Goldens.serializer().serialize(event, byte[].class);
    assertThat(bagged(Goldens.tree(stored.getData()))).isEqualTo(bagged(golden));
    assertThat(stored.getType().getName()).isEqualTo(Goldens.type(file));
    assertThat(stored.getType().getRevision()).isEqualTo(Goldens.revision(file));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aFieldOfALaterVersionIsSkipped(String file) {
    var golden = Goldens.tree(file);
    var later = golden.deepCopy();
    later.putObject("addedLater").put("depth", 1);

    assertThat(Goldens.load(file, later)).isEqualTo(Goldens.load(file, golden));
    var type = EventNames.all().get(Goldens.name(file));
    assertThatThrownBy(() -> ContractJson.strict().treeToValue(later, type))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("addedLater");
  }

  @Test
  void aPlanThatWasStoredBeforeThereWasAChoiceReadsTheExport() {
    var created = (JobCreated) Goldens.load("job.created-1", Goldens.before("job.created-1"));
    var prepared =
        (TransferPrepared)
            Goldens.load("transfer.prepared-1", Goldens.before("transfer.prepared-1"));

    readsTheExport(created, created.spec(), created.plan());
    readsTheExport(prepared, prepared.spec(), prepared.plan());
  }

  private static void readsTheExport(Event event, MigrationSpec spec, Plan plan) {
    assertThat(unset("", event)).isEmpty();
    assertThat(spec.request().read()).isEqualTo(Reading.AUTO);
    assertThat(spec.machine().disks())
        .extracting(Machine.Disk::content)
        .containsExactly(Machine.Disk.Content.OTHER, Machine.Disk.Content.OTHER);
    assertThat(plan.steps().stream().filter(Step.CopyDisk.class::isInstance))
        .extracting(s -> ((Step.CopyDisk) s).reading())
        .containsExactly(Reading.NFC, Reading.NFC);
    assertThat(plan.steps()).contains(new Step.Verify(true, true, Reading.NFC));
    assertThat(spec.node().reached()).isFalse();
    assertThat(spec.platform()).isEmpty();
  }

  @Test
  void aConnectionThatWasStoredBeforeThereWasSshHasNone() {
    var created =
        (ConnectionCreated)
            Goldens.load("connection.created-1", Goldens.before("connection.created-1"));
    assertThat(created.endpoint().ssh()).isEqualTo(Endpoint.Ssh.NONE);
    assertThat(unset("", created)).isEmpty();
  }

  @Test
  void aFieldOfALaterVersionIsSkippedAtAnyDepth() {
    var golden = Goldens.tree("job.created-1");
    var later = golden.deepCopy();
    for (var place : new String[] {"/spec", "/spec/machine/disks/1", "/plan/steps/0", "/plan"}) {
      ((ObjectNode) later.at(place)).put("addedLater", "x");
    }
    assertThat(Goldens.load("job.created-1", later))
        .isEqualTo(Goldens.load("job.created-1", golden));
  }

  /** An empty list or a kind of step nobody wrote down would prove nothing about its form. */
  @Test
  void everyRecordThatAnEventCanCarryStandsInAGolden() throws IOException {
    var seen =
        goldens().stream()
            .flatMap(f -> records(Goldens.load(f, Goldens.tree(f))))
            .collect(Collectors.toSet());
    var possible =
        EventNames.all().values().stream()
            .flatMap(e -> Shape.of(e).records().stream())
            .collect(Collectors.toSet());
    assertThat(seen).containsExactlyInAnyOrderElementsOf(possible);
  }

  private static Stream<Class<?>> records(Object value) {
    var inside = parts(value).values().stream().flatMap(GoldenTest::records);
    return value instanceof Record ? Stream.concat(Stream.of(value.getClass()), inside) : inside;
  }

  /** Paths of components that hold nothing. */
  private static Stream<String> unset(String path, Object value) {
    return value == null
        ? Stream.of(path)
        : parts(value).entrySet().stream()
            .flatMap(p -> unset(path + "." + p.getKey(), p.getValue()));
  }

  private static Map<String, Object> parts(Object value) {
    var parts = new LinkedHashMap<String, Object>();
    switch (value) {
      case Record r ->
          Shape.components(r.getClass()).forEach(c -> parts.put(c.getName(), Shape.read(c, r)));
      case Collection<?> all -> all.forEach(one -> parts.put("[" + parts.size() + "]", one));
      case Map<?, ?> map -> map.forEach((k, v) -> parts.put("[" + k + "]", v));
      case null, default -> {}
    }
    return parts;
  }

  /** Sets have no order: arrays of plain text are compared as bags, arrays of objects in order. */
  private static JsonNode bagged(JsonNode node) {
    var make = JsonNodeFactory.instance;
    if (node.isObject()) {
      var copy = make.objectNode();
      node.properties().forEach(p -> copy.set(p.getKey(), bagged(p.getValue())));
      return copy;
    }
    if (!node.isArray()) {
      return node;
    }
    var items = StreamSupport.stream(node.spliterator(), false).map(GoldenTest::bagged);
    var text = StreamSupport.stream(node.spliterator(), false).allMatch(JsonNode::isString);
    return make.arrayNode()
        .addAll((text ? items.sorted(Comparator.comparing(JsonNode::asString)) : items).toList());
  }
}
