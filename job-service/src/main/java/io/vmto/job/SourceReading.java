package io.vmto.job;

import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.machine.Machine;
import java.util.Optional;

/**
 * What reads the disks of a machine, all of them in one way: Range where it is possible, since it
 * goes on where it stopped and takes several connections, else the export.
 *
 * @param why for the operator
 */
record SourceReading(Reading reading, String why) {
  static SourceReading of(MigrationSpec spec) {
    return switch (spec.request().read()) {
      case RANGE -> new SourceReading(Reading.RANGE, "Range reads asked for");
      case NFC -> new SourceReading(Reading.NFC, "export (NFC) asked for");
      case AUTO ->
          obstacle(spec)
              .map(why -> new SourceReading(Reading.NFC, "exported (NFC), as " + why))
              .orElseGet(
                  () ->
                      new SourceReading(
                          Reading.RANGE,
                          "read by HTTP Range, as every disk is a flat file that can be read in"
                              + " parts"));
    };
  }

  /** Why the disks cannot be read at random places, if they cannot. */
  static Optional<String> obstacle(MigrationSpec spec) {
    if (!spec.sourceCapabilities().contains("RANGE_READ")) {
      return Optional.of("the source does not serve files of its datastores");
    }
    if (spec.machine().snapshots() > 0) {
      return Optional.of("snapshots keep the current content outside the flat files");
    }
    return spec.machine().disks().stream()
        .filter(d -> !d.exportable() || d.content() != Machine.Disk.Content.FLAT)
        .findFirst()
        .map(d -> d.label() + " is not one flat file");
  }
}
