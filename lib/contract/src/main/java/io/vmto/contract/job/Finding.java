package io.vmto.contract.job;

/**
 * The result of a preflight rule.
 *
 * @param rule stable name, e.g. {@code source-powered-on}
 * @param subject the affected thing
 */
public record Finding(
    Severity severity, String rule, String subject, String message, String remedy) {
  public enum Severity {
    INFO,
    WARNING,
    BLOCKER
  }
}
