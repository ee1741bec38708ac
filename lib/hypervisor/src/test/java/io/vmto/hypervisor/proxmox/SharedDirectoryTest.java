package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.Guests.REF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.proxmox.TestNode.Reply;
import io.vmto.hypervisor.proxmox.TestNode.Seen;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedDirectoryTest {
  private static final String SHARED = "/nodes/pve1/storage/shared";
  private static final long CAPACITY = (5L << 20) + 512;

  @TempDir Path nodes;
  @TempDir Path elsewhere;

  @BeforeEach
  void foldersOfAStorage() throws IOException {
    for (var root : new Path[] {nodes, elsewhere}) {
      Files.createDirectories(root.resolve("import"));
      Files.createDirectories(root.resolve("images"));
    }
  }

  /** The node's side: lists and makes files in its own folder. */
  private TestNode node(String content) throws IOException {
    var node = new TestNode("9.1.3");
    node.on(
        "GET " + SHARED + "/status",
        Reply.data(
            "{\"type\":\"dir\",\"active\":1,\"avail\":99999999,\"content\":\"" + content + "\"}"));
    node.when("GET " + SHARED + "/content", this::list);
    node.when("POST " + SHARED + "/content", this::allocate);
    node.when(
        "DELETE " + SHARED + "/content/shared%3A104%2Fvm-104-disk-1.raw",
        _ -> {
          delete(nodes.resolve("images/104/vm-104-disk-1.raw"));
          return Reply.data("null");
        });
    return node;
  }

  private Reply list(Seen seen) {
    var images = seen.parameters().get("content").equals("images");
    var folder = nodes.resolve(images ? "images/" + seen.parameters().get("vmid") : "import");
    var prefix = images ? "shared:104/" : "shared:import/";
    if (!Files.isDirectory(folder)) {
      return Reply.data("[]");
    }
    try (var files = Files.list(folder)) {
      return Reply.data(
          files
              .map(f -> "{\"volid\":\"" + prefix + f.getFileName() + "\",\"size\":1}")
              .collect(Collectors.joining(",", "[", "]")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply allocate(Seen seen) {
    var file = nodes.resolve("images/104").resolve(seen.parameters().get("filename"));
    try {
      Files.createDirectories(file.getParent());
      try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
        raw.setLength(Long.parseLong(seen.parameters().get("size")) * 1024);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.text("shared:104/" + file.getFileName());
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aVolumeIsMadeBesideForeignOnesAndSeenFromHere() throws IOException {
    Files.createDirectories(nodes.resolve("images/104"));
    Files.writeString(nodes.resolve("images/104/vm-104-disk-0.raw"), "somebody else's");
    try (var node = node("images,import");
        var target = node.connect(Map.of("shared", nodes.toString()))) {
      var volume = target.allocate(REF, "shared", 0, CAPACITY);
      assertThat(volume.id()).isEqualTo("shared:104/vm-104-disk-1.raw");
      assertThat(volume.path()).isEqualTo(nodes.resolve("images/104/vm-104-disk-1.raw"));
      assertThat(volume.path()).hasSize(Math.ceilDiv(CAPACITY, 1024) * 1024);
      assertThat(node.only("POST " + SHARED + "/content").parameters())
          .isEqualTo(
              Map.of(
                  "vmid", "104", "filename", "vm-104-disk-1.raw", "size", "5121", "format", "raw"));
    }
    assertThat(nodes.resolve("images/104/vm-104-disk-0.raw")).hasContent("somebody else's");
    assertThat(nodes.resolve("import")).isEmptyDirectory();
  }

  @Test
  void aStorageForDisksOnlyIsProbedInTheMachinesFolder() throws IOException {
    try (var node = node("images");
        var target = node.connect(Map.of("shared", nodes.toString()))) {
      assertThat(target.allocate(REF, "shared", 3, CAPACITY).id())
          .isEqualTo("shared:104/vm-104-disk-3.raw");
    }
    assertThat(nodes.resolve("images/104").toFile().list()).containsExactly("vm-104-disk-3.raw");
  }

  @Test
  void anotherDirectoryIsRefusedBeforeAnythingIsAllocated() throws IOException {
    try (var node = node("images,import");
        var target = node.connect(Map.of("shared", elsewhere.toString()))) {
      assertCode(ErrorCode.MOUNT_MISMATCH, () -> target.allocate(REF, "shared", 0, CAPACITY));
      assertThat(node.seen()).allMatch(s -> s.method().equals("GET"));
    }
    assertThat(elsewhere.resolve("import")).isEmptyDirectory();
  }

  @Test
  void aStorageThatIsNotMountedOrTooSmallIsRefused() throws IOException {
    try (var node = node("images,import");
        var target = node.connect(Map.of("other", nodes.toString()));
        var mounted = node.connect(Map.of("shared", nodes.toString()))) {
      assertCode(ErrorCode.STORAGE_UNSUITABLE, () -> target.allocate(REF, "shared", 0, CAPACITY));
      assertCode(ErrorCode.TARGET_FULL, () -> mounted.allocate(REF, "shared", 0, 1L << 40));
      assertThat(node.seen()).allMatch(s -> s.method().equals("GET"));
    }
  }

  private static void assertCode(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }
}
