package io.vmto.contract.connection;

import java.util.List;

/** What we assume about a platform, compared with a real endpoint; secrets are masked. */
public record Diagnosis(String server, List<Finding> findings, List<Exchange> exchanges) {
  public Diagnosis {
    findings = List.copyOf(findings);
    exchanges = List.copyOf(exchanges);
  }

  /** Whether an assumption is true here. */
  public enum Verdict {
    HELD,
    BROKEN,
    UNKNOWN
  }

  /**
   * @param number as in docs/assumptions.md
   */
  public record Finding(int number, String assumption, Verdict verdict, String detail) {}

  /** A request and its answer, as text. */
  public record Exchange(String title, String request, int status, String response) {}
}
