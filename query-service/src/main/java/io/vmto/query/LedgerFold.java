package io.vmto.query;

import io.vmto.contract.transfer.Leftover;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceLeft;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.view.JobView.OpenResource;

/** What a job has open on either side. */
final class LedgerFold {
  private LedgerFold() {}

  static void intended(JobDraft job, ResourceIntended e) {
    job.open.removeIf(o -> named(o, e.resource().name()));
    job.open.add(new OpenResource(e.resource(), "", e.at()));
  }

  static void opened(JobDraft job, ResourceOpened e) {
    job.open.replaceAll(
        o -> named(o, e.name()) ? new OpenResource(o.resource(), e.remoteId(), o.since()) : o);
  }

  static void closed(JobDraft job, String name) {
    job.open.removeIf(o -> named(o, name));
    job.leftovers.removeIf(l -> l.resource().name().equals(name));
  }

  /** It is still ours, so it stays open; the reason is listed beside it. */
  static void left(JobDraft job, ResourceLeft e) {
    job.leftovers.removeIf(l -> l.resource().name().equals(e.name()));
    job.open.stream()
        .filter(o -> named(o, e.name()))
        .map(o -> new Leftover(o.resource(), o.remoteId(), e.why()))
        .forEach(job.leftovers::add);
  }

  private static boolean named(OpenResource open, String name) {
    return open.resource().name().equals(name);
  }
}
