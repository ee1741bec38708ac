package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.wire.Request;
import io.vmto.sandbox.wire.Response;
import io.vmto.sandbox.wire.WireException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * {@code GET|HEAD /folder/PATH?dcPath=&dsName=}: the files of the datastore, with Range. Needs the
 * session cookie or Basic credentials. The link of a disk that a running machine writes to, or any
 * that is open over NFC, is locked (500). Any number of clients read at once. Fault point {@code
 * folder.read}, subject the path: all wire faults, FLIP, REFUSE (500), and LIE, a Content-Range
 * that begins one byte later than the content.
 */
final class FolderDoor {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");
  private static final int BUFFER = 256 * 1024;

  private final World world;
  private final Credentials credentials;

  FolderDoor(World world, Credentials credentials) {
    this.world = world;
    this.credentials = credentials;
  }

  void handle(Request request, Response response) throws IOException {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      throw new WireException(405, "only GET and HEAD");
    }
    if (!authorized(request)) {
      response.status(401).header("WWW-Authenticate", "Basic realm=\"VMware HTTP server\"");
      response.send("text/plain", "unauthorized");
      return;
    }
    checkPlace(request);
    String path = request.path().substring("/folder/".length());
    var file = world.datastore().find(path).orElseThrow(() -> new WireException(404, "not found"));
    var fault = world.faults().at("folder.read", path);
    if (fault.filter(f -> f.action() == Fault.Action.REFUSE).isPresent()) {
      throw new WireException(500, "injected");
    }
    var owner = lockedRead(path);
    try (var channel = FileChannel.open(file)) {
      send(request, response, channel, fault, n -> world.served().add(path, n));
    } finally {
      owner.ifPresent(vm -> reading(vm, -1));
    }
  }

  private boolean authorized(Request request) {
    boolean session = world.locked(() -> world.sessions().of(request).isPresent());
    return session || request.header("Authorization").filter(this::basic).isPresent();
  }

  private boolean basic(String header) {
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    try {
      byte[] given = Base64.getDecoder().decode(header.substring(6).strip());
      return credentials.pairs().stream()
          .anyMatch(pair -> MessageDigest.isEqual(given, pair.getBytes(StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  // Some ESXi builds want the data centre's name encoded twice.
  private static void checkPlace(Request request) {
    String dcPath = Request.percentDecode(request.query("dcPath").orElse(""), false);
    boolean knownDc = dcPath.equals(World.DC_PATH) || dcPath.equals("ha-datacenter");
    if (!knownDc || !request.query("dsName").orElse("").equals(Datastore.NAME)) {
      throw new WireException(404, "no such data centre or datastore");
    }
  }

  /** Notes the read of a disk; 500 if somebody holds its lock. */
  private Optional<Vm> lockedRead(String path) {
    if (!path.endsWith("-flat.vmdk") && !path.endsWith("-delta.vmdk")) {
      return Optional.empty();
    }
    return world.locked(
        () -> {
          var owner =
              world.vms().stream()
                  .filter(vm -> vm.disks().stream().anyMatch(disk -> has(disk, path)))
                  .findFirst();
          if (owner.filter(vm -> writes(vm, path) || world.leases().held(vm)).isPresent()) {
            throw new WireException(500, "Failed to lock the file");
          }
          owner.ifPresent(vm -> world.leases().readingFolder(vm, 1));
          return owner;
        });
  }

  private static boolean has(Vm.Disk disk, String path) {
    return disk.flat().equals(path)
        || disk.deltas().stream().anyMatch(delta -> Vm.Disk.extent(delta).equals(path));
  }

  /** A running machine writes to the last link of a disk; those below stand still. */
  private static boolean writes(Vm vm, String path) {
    return vm.isOn() && vm.disks().stream().anyMatch(disk -> disk.lastExtent().equals(path));
  }

  private void reading(Vm vm, int change) {
    world.locked(
        () -> {
          world.leases().readingFolder(vm, change);
          return true;
        });
  }

  private static void send(
      Request request,
      Response response,
      FileChannel channel,
      Optional<Fault> fault,
      IntConsumer served)
      throws IOException {
    long size = channel.size();
    long from = 0;
    long to = size;
    var range = RANGE.matcher(request.header("Range").orElse(""));
    if (range.matches()) {
      from = Long.parseLong(range.group(1));
      to = range.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(range.group(2)) + 1);
      if (from >= to) {
        response.status(416).header("Content-Range", "bytes */" + size);
        response.send("text/plain", "range outside of the file");
        return;
      }
      long lie = fault.filter(f -> f.action() == Fault.Action.LIE).isPresent() ? 1 : 0;
      var said = "bytes %d-%d/%d".formatted(from + lie, to - 1 + lie, size);
      response.status(206).header("Content-Range", said);
    }
    response.header("Accept-Ranges", "bytes").header("Content-Type", "application/octet-stream");
    fault.ifPresent(f -> response.shape(f.shaping()));
    try (var body = response.fixed(to - from)) {
      if (request.method().equals("GET")) {
        copy(channel, from, to, fault.<OutputStream>map(f -> spoil(body, f)).orElse(body), served);
      }
    }
  }

  private static OutputStream spoil(OutputStream body, Fault fault) {
    return new SpoiledOutput(body, fault, () -> {});
  }

  private static void copy(
      FileChannel channel, long from, long to, OutputStream out, IntConsumer served)
      throws IOException {
    var buffer = ByteBuffer.allocate(BUFFER);
    long at = from;
    while (at < to) {
      buffer.clear().limit((int) Math.min(BUFFER, to - at));
      int n = channel.read(buffer, at);
      if (n < 0) {
        throw new IOException("file became shorter");
      }
      out.write(buffer.array(), 0, n);
      served.accept(n);
      at += n;
    }
  }
}
