package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.wire.CutException;
import io.vmto.sandbox.wire.Request;
import io.vmto.sandbox.wire.Response;
import io.vmto.sandbox.wire.WireException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code GET /nfc/TICKET/FILE}: the files of a lease. The path is the ticket; Range is ignored; the
 * length of a disk is not known beforehand. Fault points {@code nfc.stream} (all wire faults,
 * TRUNCATE, FLIP, EXPIRE, REFUSE) and {@code nfc.content} (FLIP before compression), with subject
 * {@code VM/FILE}.
 */
final class NfcDoor {
  private final World world;

  NfcDoor(World world) {
    this.world = world;
  }

  void handle(Request request, Response response) throws IOException {
    String[] path = request.path().split("/", -1);
    if (path.length != 4) {
      throw new WireException(404, "not found");
    }
    if (!request.method().equals("GET")) {
      throw new WireException(405, "only GET");
    }
    var lease = world.locked(() -> world.leases().withTicket(path[2])).orElseThrow(NfcDoor::gone);
    var item = claim(lease, path[2]);
    String subject = lease.vm().name() + "/" + item.fileName;
    var fault = world.faults().at("nfc.stream", subject);
    if (fault.filter(f -> f.action() == Fault.Action.REFUSE).isPresent()) {
      throw new WireException(500, "injected");
    }
    response.header("Content-Type", "application/x-vnd.vmware-streamVmdk");
    fault.ifPresent(f -> response.shape(f.shaping()));
    if (item.disk == null) {
      response.send(
          "application/octet-stream",
          Files.readAllBytes(world.datastore().file(lease.vm().nvram())));
      return;
    }
    stream(lease, item, item.disk, fault, response);
  }

  private Lease.Item claim(Lease lease, String token) {
    return world.locked(
        () -> {
          var item =
              lease.items().stream()
                  .filter(i -> i.token.equals(token))
                  .findFirst()
                  .orElseThrow(NfcDoor::gone);
          if (!lease.ready() || (item.asked && world.settings().urlsOnce())) {
            throw gone();
          }
          item.asked = true;
          return item;
        });
  }

  private static WireException gone() {
    return new WireException(404, "no such lease or file");
  }

  private void stream(
      Lease lease, Lease.Item item, Vm.Disk disk, Optional<Fault> fault, Response response)
      throws IOException {
    long flipAt = flippedContent(lease.vm().name() + "/" + item.fileName);
    var count = new AtomicLong();
    try (var raw = DiskChain.open(world.datastore(), disk);
        var body = response.chunked()) {
      var spoiled = fault.<OutputStream>map(f -> spoil(body, f, lease)).orElse(body);
      var sha1 = new DigestOutputStream(spoiled, digest("SHA-1"));
      var sha256 = new DigestOutputStream(sha1, digest("SHA-256"));
      var counted = new CountedOutput(sha256, count);
      long content =
          StreamOptimizedWriter.write(
              raw, item.fileName, counted, flipAt, () -> requireLive(lease, response));
      world.served().add(disk.flat(), count.get());
      var sent = new StreamDigest(hex(sha1), hex(sha256), count.get(), content);
      world.locked(() -> item.sent = sent);
    }
  }

  private OutputStream spoil(OutputStream body, Fault fault, Lease lease) {
    return new SpoiledOutput(body, fault, () -> expire(lease));
  }

  private void expire(Lease lease) {
    world.locked(
        () -> {
          lease.expire();
          return true;
        });
  }

  private long flippedContent(String subject) {
    return world
        .faults()
        .at("nfc.content", subject)
        .filter(f -> f.action() == Fault.Action.FLIP)
        .map(Fault::after)
        .orElse(-1L);
  }

  private static void requireLive(Lease lease, Response response) throws IOException {
    if (!lease.ready()) {
      CutException cut = response.cut();
      throw cut;
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(DigestOutputStream out) {
    return HexFormat.of().formatHex(out.getMessageDigest().digest());
  }
}
