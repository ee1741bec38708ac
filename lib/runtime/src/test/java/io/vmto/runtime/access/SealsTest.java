package io.vmto.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.access.Caller;
import io.vmto.contract.access.Permission;
import io.vmto.contract.access.Role;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand.CancelJob;
import io.vmto.contract.job.JobCommand.MarkRunning;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobId;
import io.vmto.runtime.Meta;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.Message;
import org.junit.jupiter.api.Test;

/** A seal is worth what its signer said, for one message, for a short time, and nothing else. */
class SealsTest {
  private static final JobId JOB = new JobId("job-1");
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  private final Seals seals = at(NOON);

  private static Seals at(Instant now) {
    return new Seals(KEY, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static Message<?> named(String actor, Object payload) {
    return new GenericMessage<>(payload, Map.of(Meta.ACTOR, actor));
  }

  private static void refused(ErrorCode code, Seals seals, Message<?> message) {
    assertThatThrownBy(() -> seals.check(message))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.failure().code()).isEqualTo(code));
  }

  @Test
  void whatARolePermitsGoesThroughAndNothingElse() {
    var ann = Caller.of("ann", Set.of(Role.OPERATOR));
    assertThatCode(() -> seals.check(Guards.signed(seals, named("ann", new PauseJob(JOB)), ann)))
        .doesNotThrowAnyException();
    refused(
        ErrorCode.NOT_ALLOWED,
        seals,
        Guards.signed(seals, named("ann", new MarkRunning(JOB)), ann));
    var vic = Caller.of("vic", Set.of(Role.VIEWER));
    refused(
        ErrorCode.NOT_ALLOWED, seals, Guards.signed(seals, named("vic", new PauseJob(JOB)), vic));
  }

  @Test
  void whatNobodySignedIsNobodys() {
    refused(ErrorCode.NOT_AUTHENTICATED, seals, named("admin", new PauseJob(JOB)));
    var text = named("admin", new PauseJob(JOB));
    for (var forged :
        new String[] {
          "", ";;", "RUN_JOBS", "RUN_JOBS;2999-01-01T00:00:00Z;", "RUN_JOBS;never;00", "a;b;c;d"
        }) {
      refused(ErrorCode.NOT_AUTHENTICATED, seals, text.andMetaData(Map.of(Meta.SEAL, forged)));
    }
    refused(ErrorCode.NOT_AUTHENTICATED, seals, text.andMetaData(Map.of(Meta.SEAL, 7)));
  }

  @Test
  void aSealOfAnotherMessageActorKeyOrTimeIsWorthNothing() {
    var ann = Caller.of("ann", Set.of(Role.OPERATOR));
    var message = Guards.signed(seals, named("ann", new PauseJob(JOB)), ann);
    var seal = message.getMetaData().get(Meta.SEAL);

    refused(
        ErrorCode.NOT_AUTHENTICATED,
        seals,
        named("ann", new PauseJob(JOB)).andMetaData(Map.of(Meta.SEAL, seal)));
    refused(ErrorCode.NOT_AUTHENTICATED, seals, message.andMetaData(Map.of(Meta.ACTOR, "bob")));
    refused(
        ErrorCode.NOT_AUTHENTICATED,
        seals,
        new GenericMessage<>(message.getIdentifier(), new CancelJob(JOB), message.getMetaData()));
    refused(
        ErrorCode.NOT_AUTHENTICATED,
        new Seals(new byte[32], Clock.fixed(NOON, ZoneOffset.UTC)),
        message);
    assertThatCode(() -> at(NOON.plus(Duration.ofSeconds(119))).check(message))
        .doesNotThrowAnyException();
    refused(ErrorCode.NOT_AUTHENTICATED, at(NOON.plus(Duration.ofSeconds(121))), message);
  }

  @Test
  void aPermissionAddedLaterBreaksIt() {
    var vic = Caller.of("vic", Set.of(Role.VIEWER));
    var message = Guards.signed(seals, named("vic", new PauseJob(JOB)), vic);
    var seal = (String) message.getMetaData().get(Meta.SEAL);
    refused(
        ErrorCode.NOT_AUTHENTICATED,
        seals,
        message.andMetaData(Map.of(Meta.SEAL, seal.replace("VIEW", "VIEW,RUN_JOBS"))));
  }

  @Test
  void whatIsNotInTheTableIsForVmtosOwnParts() {
    assertThat(Rules.needed("anything")).isEqualTo(Permission.WORK);
    assertThatCode(() -> seals.check(Guards.signed(seals, named("ann", "anything"), Caller.SYSTEM)))
        .doesNotThrowAnyException();
  }
}
