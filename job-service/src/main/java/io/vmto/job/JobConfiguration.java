package io.vmto.job;

import io.vmto.contract.job.Plan;
import io.vmto.contract.job.PreviewPlan;
import io.vmto.runtime.Aggregates;
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
    return configurer -> configurer.eventProcessing().registerSaga(JobSaga.class);
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
