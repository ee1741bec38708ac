package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import io.vmto.sandbox.pve.PveFaults.Point;
import io.vmto.sandbox.pve.Storage.Volume;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Disk images on the node's storages, made and copied by qemu-img as a real node does. */
final class DiskImages {
  private static final Pattern PROGRESS = Pattern.compile("\\((\\d+\\.\\d+)/100%\\)");
  private static final String NO_SPACE = "No space left on device";

  private final PveFaults faults;

  DiskImages(PveFaults faults) {
    this.faults = faults;
  }

  /** What an image is; the capacity is what a guest would see. */
  record Info(String format, long capacity, long allocated, boolean backed) {}

  static Info info(Path file, String format) throws IOException {
    var command = List.of("qemu-img", "info", "-U", "--output=json", "-f", format, file.toString());
    return read(command);
  }

  /** Looks into a file nobody vouches for; a file that is no image reads as raw. */
  static Info probe(Path file) throws IOException {
    return read(List.of("qemu-img", "info", "-U", "--output=json", file.toString()));
  }

  private static Info read(List<String> command) throws IOException {
    JsonNode json = Json.read(Commands.output(command));
    return new Info(
        json.path("format").asString(),
        json.path("virtual-size").asLong(),
        json.path("actual-size").asLong(),
        json.has("backing-filename"));
  }

  /** Makes an empty image and writes the line qemu-img says about it. */
  void create(Storage storage, Volume volume, long bytes, TaskLog log)
      throws IOException, InterruptedException {
    if (volume.exists()) {
      throw PveError.fault("disk image '" + volume.shownPath() + "' already exists");
    }
    if (storage.kind() == Storage.Kind.FULL || faults.strikes(Point.DISK_FULL, volume.id())) {
      throw PveError.fault(
          "unable to create image: qemu-img: " + volume.shownPath() + ": " + NO_SPACE);
    }
    Files.createDirectories(volume.path().getParent());
    long whole = (bytes + 1023) / 1024 * 1024;
    if (!storage.files()) {
      try (var file = new RandomAccessFile(volume.path().toFile(), "rw")) {
        file.setLength(whole);
      }
      log.line("  Logical volume \"" + volume.path().getFileName() + "\" created.");
      return;
    }
    var command = new ArrayList<>(List.of("qemu-img", "create"));
    if (!volume.format().equals("vmdk")) {
      command.addAll(
          List.of("-o", "preallocation=" + (volume.format().equals("raw") ? "off" : "metadata")));
    }
    command.addAll(List.of("-f", volume.format(), volume.path().toString(), whole / 1024 + "K"));
    Commands.run(command, line -> log.line(shown(line, volume)));
  }

  private static String shown(String line, Volume volume) {
    return line.replace(volume.path().toString(), volume.shownPath());
  }

  /** Copies an image into one that is there already, with the node's percentages in the log. */
  void copy(Path source, String format, Volume target, long bytes, TaskLog log)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("qemu-img", "convert", "-p", "-n"));
    if (faults.strikes(Point.SLOW_IMPORT, target.id())) {
      command.addAll(List.of("-r", "1M"));
    }
    command.addAll(
        List.of("-f", format, "-O", target.format(), source.toString(), target.path().toString()));
    if (faults.strikes(Point.DISK_FULL, target.id())) {
      log.line("qemu-img: error while writing at byte 0: " + NO_SPACE);
      throw copyFailed(command, source, target, 1);
    }
    try {
      Commands.run(command, line -> progress(line, bytes, target, log));
    } catch (Commands.Failed e) {
      throw copyFailed(command, source, target, e.code());
    }
  }

  private static PveError copyFailed(List<String> command, Path source, Volume target, int code) {
    String text =
        String.join(" ", command)
            .replace(target.path().toString(), target.shownPath())
            .replace(source.toString(), source.getFileName().toString());
    return PveError.fault("copy failed: command '/usr/bin/" + text + "' failed: exit code " + code);
  }

  private static void progress(String line, long bytes, Volume target, TaskLog log) {
    var matcher = PROGRESS.matcher(line);
    if (matcher.find()) {
      double percent = Double.parseDouble(matcher.group(1));
      log.line(
          String.format(
              Locale.ROOT,
              "transferred %s of %s (%s%%)",
              Sizes.human(Math.floor(bytes * percent / 100)),
              Sizes.human((double) bytes),
              matcher.group(1)));
    } else {
      log.line(shown(line, target));
    }
  }

  /** Whether anything but zeros was ever written. */
  static boolean hasContent(Path file) throws IOException {
    try (var disk = new RandomAccessFile(file.toFile(), "r")) {
      return contentOf(disk).isPresent();
    }
  }

  /**
   * Spoils a disk where a guest would not notice at once: one bit, or a sector of other formats.
   */
  static void flip(Volume volume) throws IOException {
    if (!volume.format().equals("raw")) {
      long middle = info(volume.path(), volume.format()).capacity() / 2 / 512 * 512;
      String write = "write -q -P 0x5a " + middle + " 512";
      String file = volume.path().toString();
      Commands.output(List.of("qemu-io", "-f", volume.format(), "-c", write, file));
      return;
    }
    try (var disk = new RandomAccessFile(volume.path().toFile(), "rw")) {
      long place = contentOf(disk).orElse(0L);
      disk.seek(place);
      int old = disk.read();
      disk.seek(place);
      disk.write(old ^ 0x40);
    }
  }

  // From the middle on, to spare the boot sector: the disk is to look sound until it is compared.
  private static Optional<Long> contentOf(RandomAccessFile disk) throws IOException {
    long length = disk.length();
    var block = new byte[64 * 1024];
    for (long at = 0; at < length; at += block.length) {
      long place = (at + length / 2 / block.length * block.length) % length;
      disk.seek(place);
      int n = disk.read(block);
      for (int i = 0; i < n; i++) {
        if (block[i] != 0) {
          return Optional.of(place + i);
        }
      }
    }
    return Optional.empty();
  }
}
