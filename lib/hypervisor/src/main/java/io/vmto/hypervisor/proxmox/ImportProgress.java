package io.vmto.hypervisor.proxmox;

import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * Progress of an import as its task log tells it: {@code transferred 4.0 MiB of 8.0 MiB (50.00%)}.
 * Nothing else does.
 */
final class ImportProgress {
  private static final Pattern TRANSFERRED =
      Pattern.compile("transferred .* \\((?<percent>\\d{1,3}(?:\\.\\d{1,4})?)%\\)");

  private final long capacity;
  private final LongConsumer copied;
  private long last;

  ImportProgress(long capacity, LongConsumer copied) {
    this.capacity = capacity;
    this.copied = copied;
  }

  /** Tells bytes of the disk, only ever more. */
  void line(String line) {
    var m = TRANSFERRED.matcher(line);
    if (m.find()) {
      var percent = Math.min(100, Double.parseDouble(m.group("percent")));
      var bytes = (long) (capacity * (percent / 100));
      if (bytes > last) {
        last = bytes;
        copied.accept(bytes);
      }
    }
  }
}
