package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vmto.contract.Command;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.operations.OperationsQuery.ListProjections;
import io.vmto.contract.operations.OperationsQuery.ListPulses;
import io.vmto.contract.operations.OperationsQuery.Projections;
import io.vmto.contract.operations.OperationsQuery.Pulses;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProjectionCommand.CheckProjection;
import io.vmto.contract.operations.ProjectionCommand.RebuildProjection;
import io.vmto.contract.operations.ProjectionView.Difference;
import io.vmto.contract.operations.ProjectionView.Fault;
import io.vmto.contract.operations.ProjectionView.Run;
import io.vmto.contract.operations.ProjectionView.State;
import io.vmto.contract.operations.Pulse;
import io.vmto.runtime.Failures;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Read models folded anew beside the live ones, over a real PostgreSQL. */
class RebuildIT {
  private static final String JOB = "job-42-3";
  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = new Installation();
    installation.publish(Histories.tell(42, 12));
    installation.catchUp();
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void whatWasBuiltLiveIsWhatTheEventsSay() {
    for (var model : List.of("job", "connection", "artifact", "claim", "license", "feed")) {
      var run = check(model);
      assertThat(run.state()).as(model).isEqualTo(State.DONE);
      assertThat(run.differences()).as(model).isEmpty();
    }
    nothingIsLeftBeside();
  }

  @Test
  void aTamperedRowIsNamedAndARebuildMendsIt() {
    sql(
        "update query.job set doc = jsonb_set(doc, '{name}', '\"forged\"') where id = '"
            + JOB
            + "'");
    var run = check("job");
    assertThat(run.differences())
        .containsExactly(new Difference(JOB, Fault.DIFFERENT, List.of("name")));
    assertThat(run.differing()).isEqualTo(1);

    assertThat(rebuild("job").state()).isEqualTo(State.DONE);
    assertThat(check("job").differences()).isEmpty();
    nothingIsLeftBeside();
  }

  @Test
  void rowsThatAreMissingOrTooManyAreNamed() {
    long last =
        installation.number("select max(position) from query.feed where job = '" + JOB + "'");
    sql("delete from query.feed where position = " + last);
    sql("insert into query.feed values (999999, 'x', 'x', '', now(), '{}', '{}')");
    assertThat(check("feed").differences())
        .containsExactlyInAnyOrder(
            new Difference(Long.toString(last), Fault.MISSING, List.of()),
            new Difference("999999", Fault.SURPLUS, List.of()));
    rebuild("feed");
    assertThat(check("feed").differences()).isEmpty();
  }

  @Test
  void eventsThatAreStoredDuringARebuildAreNotLost() {
    for (int round = 0; round < 5; round++) {
      send(new RebuildProjection(new PartId("job")));
      installation.publish(Histories.tell(1000 + round, 3));
      assertThat(ended("job").state()).isEqualTo(State.DONE);
    }
    installation.catchUp();
    assertThat(installation.number("select count(*) from query.job where id like 'job-100_-_'"))
        .isEqualTo(15);
    assertThat(check("job").differences()).isEmpty();
    assertThat(check("feed").differences()).isEmpty();
  }

  @Test
  void aRebuildKeepsTheNamesOfIndexes() {
    var before = indexes();
    rebuild("job");
    assertThat(indexes()).isEqualTo(before);
    rebuild("job");
    assertThat(indexes()).isEqualTo(before);
  }

  /** As a process leaves it that was killed. */
  @Test
  void whatAnInterruptedRebuildLeftIsInNobodysWay() {
    sql("create table query.claim_beside (like query.claim)");
    assertThat(rebuild("claim").state()).isEqualTo(State.DONE);
    sql("create table query.license_beside (like query.license)");
    installation.bean(Rebuilder.class).tidy();
    nothingIsLeftBeside();
  }

  @Test
  void aRebuildThatFailsLeavesTheLiveOneAlone() {
    var before = installation.number("select count(*) from query.artifact");
    sql("create view query.watcher as select id from query.artifact"); // holds on to the table
    try {
      assertThat(rebuild("artifact").state()).isEqualTo(State.FAILED);
    } finally {
      sql("drop view query.watcher");
    }
    assertThat(installation.number("select count(*) from query.artifact")).isEqualTo(before);
    nothingIsLeftBeside();
    assertThat(rebuild("artifact").state()).isEqualTo(State.DONE);
  }

  @Test
  void whatIsNoReadModelIsRefused() {
    var thrown = catchThrowable(() -> send(new RebuildProjection(new PartId("progress_sample"))));
    assertThat(Failures.of(thrown).code()).isEqualTo(ErrorCode.UNKNOWN_RESOURCE);
  }

  @Test
  void jobsThatHaveNotEndedOrHaveSomethingOpenHaveAPulse() {
    var pulses = installation.ask(new ListPulses(), Pulses.class).pulses();
    assertThat(pulses).isNotEmpty();
    assertThat(pulses)
        .allMatch(p -> !p.job().status().ended() || !p.job().open().isEmpty())
        .allMatch(p -> p.last().equals(p.job().updatedAt()));
    assertThat(pulses).extracting(Pulse::progress).containsOnlyNulls();
  }

  private static Run check(String model) {
    send(new CheckProjection(new PartId(model)));
    return ended(model);
  }

  private static Run rebuild(String model) {
    send(new RebuildProjection(new PartId(model)));
    return ended(model);
  }

  private static Run ended(String model) {
    return Awaitility.await()
        .atMost(Installation.PATIENCE)
        .until(() -> run(model), run -> run != null && run.endedAt() != null);
  }

  private static Run run(String model) {
    return installation.ask(new ListProjections(), Projections.class).projections().stream()
        .filter(p -> p.name().value().equals(model))
        .findFirst()
        .orElseThrow()
        .run();
  }

  private static void send(Command command) {
    installation.bean(CommandGateway.class).sendAndWait(command, 20, TimeUnit.SECONDS);
  }

  private static void sql(String statement) {
    installation.jdbc.execute(statement);
  }

  private static List<String> indexes() {
    return installation.jdbc.queryForList(
        "select indexdef from pg_indexes where schemaname = 'query' order by 1", String.class);
  }

  private static void nothingIsLeftBeside() {
    assertThat(
            installation.number("select count(*) from pg_tables where tablename like '%\\_beside'"))
        .isZero();
  }
}
