package io.vmto.license;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.license.License;
import io.vmto.contract.license.LicenseCommand.InstallLicense;
import io.vmto.contract.license.LicenseCommand.RequestUse;
import io.vmto.contract.license.LicenseCommand.ReturnUse;
import io.vmto.contract.license.LicenseEvent.TrialStarted;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.license.LicenseEvent.UseReturned;
import io.vmto.runtime.Failures;
import io.vmto.runtime.RuntimeConfiguration;
import io.vmto.runtime.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** license-service as it is composed, on a real PostgreSQL. */
class LicenseIT {
  @Test
  void theServiceAnswersAsItIsComposed() {
    try (var context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.NONE)
            .properties(TestDatabase.shared().properties())
            .properties("spring.config.import=classpath:runtime.yml")
            .run()) {
      var gateway = context.getBean(CommandGateway.class);
      gateway.sendAndWait(new ReturnUse(new JobId("nobody"), false));
      IntStream.range(0, 3).forEach(n -> gateway.sendAndWait(new RequestUse(new JobId("j" + n))));
      gateway.sendAndWait(new ReturnUse(new JobId("j0"), true));

      var stored = context.getBean(EventStore.class).readEvents("license").asStream();
      assertThat(stored.map(DomainEventMessage::getPayloadType).toList())
          .isEqualTo(
              List.of(
                  TrialStarted.class,
                  UseGranted.class,
                  UseGranted.class,
                  UseRefused.class,
                  UseReturned.class));
      var forged = new Issuer().issue(forever());
      var refused = catchThrowable(() -> gateway.sendAndWait(new InstallLicense(forged)));
      assertThat(Failures.of(refused).code()).isEqualTo(ErrorCode.LICENSE_INVALID);
    }
  }

  private static License forever() {
    return new License("L", "h", "team", 99, 0, Instant.now().plus(Duration.ofDays(9_999)));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({RuntimeConfiguration.class, LicenseConfiguration.class})
  static class App {}
}
