package io.vmto.job;

import io.vmto.contract.Event;
import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.PreviewPlan;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.license.LicenseEvent.UseReturned;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.runtime.Aggregates;
import io.vmto.runtime.operations.Sagas;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What job-service is made of. */
@Configuration(proxyBeanMethods = false)
public class JobConfiguration {
  @Bean
  ConfigurerModule jobAggregate() {
    return Aggregates.module(Job.class);
  }

  @Bean
  ConfigurerModule claimAggregate() {
    return Aggregates.module(VmClaim.class);
  }

  @Bean
  ConfigurerModule jobSaga() {
    return Sagas.module(JobSaga.class, JobConfiguration::job);
  }

  /** When one thing of a job could not be carried on, nothing else of that job is. */
  private static String job(Event event) {
    return switch (event) {
      case JobEvent e -> e.job().value();
      case TransferEvent e -> e.job().value();
      case ClaimEvent e -> e.job().value();
      case UseGranted e -> e.job().value();
      case UseRefused e -> e.job().value();
      case UseReturned e -> e.job().value();
      default -> "";
    };
  }

  @Bean
  Planner planner() {
    return new Planner();
  }

  /** Answers what the plan would be. */
  static final class Planner {
    @QueryHandler
    Plan preview(PreviewPlan query) {
      return Strategy.plan(query.spec());
    }
  }
}
