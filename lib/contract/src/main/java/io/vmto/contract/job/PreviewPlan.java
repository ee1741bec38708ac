package io.vmto.contract.job;

/** What would the plan be? Nothing is stored. Answer: {@link Plan}, from job-service. */
public record PreviewPlan(MigrationSpec spec) {}
