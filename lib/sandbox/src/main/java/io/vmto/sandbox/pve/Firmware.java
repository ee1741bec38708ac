package io.vmto.sandbox.pve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The EFI firmware of this machine, where its package is installed. */
final class Firmware {
  private Firmware() {}

  static Optional<Path> code() {
    return first("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_CODE.fd");
  }

  static Optional<Path> variables() {
    return first("/usr/share/OVMF/OVMF_VARS_4M.fd", "/usr/share/OVMF/OVMF_VARS.fd");
  }

  private static Optional<Path> first(String... places) {
    return Stream.of(places).map(Path::of).filter(Files::isReadable).findFirst();
  }
}
