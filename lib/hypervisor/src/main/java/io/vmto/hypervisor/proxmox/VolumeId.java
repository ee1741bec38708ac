package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a volume: {@code storage:rest}, e.g. {@code local:100/vm-100-disk-0.raw}, {@code
 * lvm:vm-100-disk-0} or {@code local:import/web.qcow2}.
 */
record VolumeId(String storage, String name) {
  private static final Pattern GRAMMAR =
      Pattern.compile("(?<storage>[A-Za-z][A-Za-z0-9._-]*[A-Za-z0-9]):(?<name>[^\\s:,]{1,512})");
  private static final Pattern OWNER = Pattern.compile("(?:(\\d+)/|(?:vm|base)-(\\d+)-).*");

  static VolumeId parse(String text) {
    return of(text)
        .orElseThrow(
            () ->
                new PlatformException(
                    Failure.of(
                            ErrorCode.PROTOCOL_ERROR,
                            "This is not the name of a volume",
                            "Volumes are named storage:name.")
                        .with("volume", text)));
  }

  static Optional<VolumeId> of(String text) {
    var m = GRAMMAR.matcher(text);
    return m.matches() && !m.group("name").contains("..")
        ? Optional.of(new VolumeId(m.group("storage"), m.group("name")))
        : Optional.empty();
  }

  /** The content type under which a storage lists it. */
  String content() {
    int slash = name.indexOf('/');
    var folder = slash < 0 ? "" : name.substring(0, slash);
    return switch (folder) {
      case "import", "iso", "snippets", "vztmpl", "backup" -> folder;
      default -> "images";
    };
  }

  /** The machine whose disk it is. */
  Optional<String> owner() {
    var m = OWNER.matcher(name);
    return m.matches()
        ? Optional.of(m.group(1) == null ? m.group(2) : m.group(1))
        : Optional.empty();
  }

  /** The last part, as it stands in task logs. */
  String fileName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return storage + ":" + name;
  }
}
