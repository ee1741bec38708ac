package io.vmto.gateway.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.language.DescribedNode;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.NamedNode;
import graphql.language.Node;
import graphql.language.ObjectTypeDefinition;
import graphql.language.TypeDefinition;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.Finding;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.license.License;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Leftover;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.view.ArtifactFilter;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.ConnectionFilter;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.EventFilter;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.Forecast;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.OpenResourceFilter;
import io.vmto.contract.view.Span;
import io.vmto.contract.view.ViewQuery.JobCounts;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.contract.view.ViewQuery.ListEvents;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources.OfJob;
import io.vmto.gateway.Installation;
import java.io.InputStreamReader;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema beside the views: neither knows anything that the other does not. */
class SchemaTest {
  private static final TypeDefinitionRegistry SCHEMA = schema();

  /** What GraphQL has for itself. */
  private static final Set<String> RELAY =
      Set.of("Query", "Subscription", "PageInfo", "Node", "Order");

  /** Which record, or which two, a type shows. */
  private static final Map<String, List<Class<?>>> RECORDS =
      Map.ofEntries(
          Map.entry("Job", List.of(JobSummary.class, JobView.class)),
          Map.entry("JobAt", List.of(JobView.class)),
          Map.entry("MigrationRequest", List.of(MigrationRequest.class)),
          Map.entry("RequestSource", List.of(MigrationRequest.Source.class)),
          Map.entry("RequestTarget", List.of(MigrationRequest.Target.class)),
          Map.entry("BootCheck", List.of(MigrationRequest.BootCheck.class)),
          Map.entry("Warm", List.of(MigrationRequest.Warm.class)),
          Map.entry("Limits", List.of(Limits.class)),
          Map.entry("Machine", List.of(Machine.class)),
          Map.entry("MachineDisk", List.of(Machine.Disk.class)),
          Map.entry("Nic", List.of(Machine.Nic.class)),
          Map.entry("Finding", List.of(Finding.class)),
          Map.entry("JobStep", List.of(JobView.StepView.class)),
          Map.entry("StepReport", List.of(StepReport.class)),
          Map.entry("Pass", List.of(JobView.PassView.class)),
          Map.entry("Forecast", List.of(Forecast.class)),
          Map.entry("DiskRate", List.of(Forecast.DiskRate.class)),
          Map.entry("Seconds", List.of(Forecast.Seconds.class)),
          Map.entry("JobDisk", List.of(JobView.DiskView.class)),
          Map.entry("Evidence", List.of(Evidence.class)),
          Map.entry("Boot", List.of(Boot.class)),
          Map.entry("OpenResource", List.of(JobView.OpenResource.class)),
          Map.entry("JobResource", List.of(OfJob.class)),
          Map.entry("Leftover", List.of(Leftover.class)),
          Map.entry("Resource", List.of(Resource.class)),
          Map.entry("Failure", List.of(Failure.class)),
          Map.entry("Connection", List.of(ConnectionView.class)),
          Map.entry("Endpoint", List.of(Endpoint.class)),
          Map.entry("Ssh", List.of(Endpoint.Ssh.class)),
          Map.entry("Artifact", List.of(ArtifactView.class)),
          Map.entry("Claim", List.of(ClaimView.class)),
          Map.entry("LicenseUse", List.of(LicenseView.class)),
          Map.entry("License", List.of(License.class)),
          Map.entry("System", List.of(Installation.class)),
          Map.entry("StoredEvent", List.of(FeedEntry.class)),
          Map.entry("Progress", List.of(Progress.class)),
          Map.entry("JobFilter", List.of(JobFilter.class)),
          Map.entry("ConnectionFilter", List.of(ConnectionFilter.class)),
          Map.entry("ArtifactFilter", List.of(ArtifactFilter.class)),
          Map.entry("ClaimFilter", List.of(ClaimFilter.class)),
          Map.entry("OpenResourceFilter", List.of(OpenResourceFilter.class)),
          Map.entry("EventFilter", List.of(EventFilter.class)),
          Map.entry("JobCount", List.of(JobCounts.Count.class)),
          Map.entry("ImageCheck", List.of(ArtifactView.Check.class)),
          Map.entry("Span", List.of(Span.class)));

  private static final Map<String, Class<? extends Enum<?>>> ENUMS =
      Map.ofEntries(
          Map.entry("JobSort", ListJobs.Order.class),
          Map.entry("ConnectionSort", ListConnections.Order.class),
          Map.entry("ArtifactSort", ListArtifacts.Order.class),
          Map.entry("ClaimSort", ListClaims.Order.class),
          Map.entry("OpenResourceSort", ListOpenResources.Order.class),
          Map.entry("EventSort", ListEvents.Order.class),
          Map.entry("JobStatus", JobStatus.class),
          Map.entry("Road", MigrationRequest.Road.class),
          Map.entry("Reading", MigrationRequest.Reading.class),
          Map.entry("Grade", Grade.class),
          Map.entry("PowerState", Machine.PowerState.class),
          Map.entry("Firmware", Machine.Firmware.class),
          Map.entry("Controller", Machine.Controller.class),
          Map.entry("DiskContent", Machine.Disk.Content.class),
          Map.entry("NicModel", Machine.Nic.Model.class),
          Map.entry("Severity", Finding.Severity.class),
          Map.entry("StepStatus", StepStatus.class),
          Map.entry("PassState", JobView.PassView.State.class),
          Map.entry("EvidenceKind", Evidence.Kind.class),
          Map.entry("ResourceKind", Resource.Kind.class),
          Map.entry("ConnectionStatus", ConnectionStatus.class),
          Map.entry("PlatformKind", PlatformKind.class));

  /** Fields that no record has: the other form of an id, and what is looked up beside it. */
  private static final Map<String, Set<String>> BESIDE =
      Map.of(
          "Job",
          Set.of("key", "source", "target", "artifacts", "claims", "history", "samples"),
          "Connection",
          Set.of("key"),
          "Claim",
          Set.of("key"));

  private static TypeDefinitionRegistry schema() {
    var file = SchemaTest.class.getResourceAsStream("/graphql/vmto.graphqls");
    return new SchemaParser().parse(new InputStreamReader(file, StandardCharsets.UTF_8));
  }

  @Test
  void everyTypeOfTheSchemaShowsARecordOrIsOfRelay() {
    var known = new TreeSet<>(RECORDS.keySet());
    known.addAll(ENUMS.keySet());
    known.addAll(RELAY);
    assertThat(SCHEMA.types().keySet().stream().filter(name -> !relay(name)))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  private static boolean relay(String type) {
    return type.endsWith("Edge") || (type.endsWith("Connection") && !type.equals("Connection"));
  }

  @Test
  void aTypeHasTheFieldsOfItsRecordAndNoOthers() {
    RECORDS.forEach(
        (type, records) -> {
          var expected =
              records.stream()
                  .flatMap(record -> Arrays.stream(record.getRecordComponents()))
                  .map(RecordComponent::getName)
                  .collect(Collectors.toCollection(HashSet::new));
          expected.addAll(BESIDE.getOrDefault(type, Set.of()));
          assertThat(fields(type)).as(type).containsExactlyInAnyOrderElementsOf(expected);
        });
  }

  @Test
  void anEnumHasTheSameWords() {
    ENUMS.forEach(
        (type, words) ->
            assertThat(((EnumTypeDefinition) SCHEMA.types().get(type)).getEnumValueDefinitions())
                .as(type)
                .extracting(v -> v.getName())
                .containsExactly(
                    Arrays.stream(words.getEnumConstants())
                        .map(Enum::name)
                        .toArray(String[]::new)));
  }

  /** The parts of records are shown by types that were compared, too. */
  @Test
  void everyRecordWithinARecordIsCompared() {
    var compared = RECORDS.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    for (var record : compared) {
      for (var component : record.getRecordComponents()) {
        for (var part : parts(component.getGenericType())) {
          if (part.isRecord() && part.getPackageName().startsWith("io.vmto") && !isId(part)) {
            assertThat(compared).as(record + " has " + component).contains(part);
          }
        }
      }
    }
  }

  private static boolean isId(Class<?> type) {
    return io.vmto.contract.Id.class.isAssignableFrom(type);
  }

  private static List<Class<?>> parts(java.lang.reflect.Type type) {
    return switch (type) {
      case Class<?> plain -> List.of(plain);
      case java.lang.reflect.ParameterizedType generic ->
          Stream.of(generic.getActualTypeArguments()).flatMap(t -> parts(t).stream()).toList();
      default -> List.of();
    };
  }

  /** A field that neither its record nor a fetcher knows would always be null. */
  @Test
  void everyFieldHasAValue() {
    var wiring = RuntimeWiring.newRuntimeWiring();
    new Fetchers(null, new Subscriptions(null, null)).configure(wiring);
    var fetched = wiring.build().getDataFetchers();
    for (var root : List.of("Query", "Subscription")) {
      assertThat(fetched.get(root).keySet()).containsExactlyInAnyOrderElementsOf(fields(root));
    }
    RECORDS.forEach(
        (type, records) -> {
          var own =
              Arrays.stream(records.getFirst().getRecordComponents())
                  .map(RecordComponent::getName)
                  .toList();
          for (var field :
              SCHEMA.types().get(type) instanceof ObjectTypeDefinition
                  ? fields(type)
                  : List.<String>of()) {
            assertThat(
                    own.contains(field) || fetched.getOrDefault(type, Map.of()).containsKey(field))
                .as(type + "." + field)
                .isTrue();
          }
        });
  }

  @Test
  void everythingIsDescribed() {
    var silent = new ArrayList<String>();
    for (TypeDefinition<?> type : SCHEMA.types().values()) {
      described(type, type.getName(), silent);
      for (Node<?> child : type.getChildren()) {
        if (child instanceof NamedNode<?> named && child instanceof DescribedNode<?>) {
          described(child, type.getName() + "." + named.getName(), silent);
        }
        if (child instanceof FieldDefinition field) {
          field
              .getInputValueDefinitions()
              .forEach(
                  argument ->
                      described(
                          argument,
                          type.getName() + "." + field.getName() + "." + argument.getName(),
                          silent));
        }
      }
    }
    assertThat(silent).isEmpty();
  }

  private static void described(Object node, String name, List<String> silent) {
    if (((DescribedNode<?>) node).getDescription() == null) {
      silent.add(name);
    }
  }

  @Test
  void nothingIsChanged() {
    assertThat(SCHEMA.types()).doesNotContainKey("Mutation");
    assertThat(SCHEMA.schemaDefinition().orElseThrow().getOperationTypeDefinitions())
        .extracting(o -> o.getName())
        .containsExactly("query", "subscription");
  }

  private static List<String> fields(String type) {
    TypeDefinition<?> definition = SCHEMA.types().get(type);
    return switch (definition) {
      case ObjectTypeDefinition o ->
          o.getFieldDefinitions().stream().map(FieldDefinition::getName).toList();
      case InterfaceTypeDefinition i ->
          i.getFieldDefinitions().stream().map(FieldDefinition::getName).toList();
      case InputObjectTypeDefinition i ->
          i.getInputValueDefinitions().stream().map(InputValueDefinition::getName).toList();
      default -> throw new IllegalArgumentException(type);
    };
  }
}
