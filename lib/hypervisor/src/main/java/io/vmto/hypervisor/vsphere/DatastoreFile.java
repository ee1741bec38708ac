package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.DISK_LOCKED;
import static io.vmto.contract.error.ErrorCode.DISK_UNREADABLE;
import static io.vmto.contract.error.ErrorCode.PERMISSION_MISSING;

import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.HttpsResponse;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Tls;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A file under the datastore browser of the session's server. */
final class DatastoreFile {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Session session;
  private final String target;
  private final VirtualDisk disk;

  DatastoreFile(Session session, String target, VirtualDisk disk) {
    this.session = session;
    this.target = target;
    this.disk = disk;
  }

  /** A small file as a whole. */
  byte[] whole(int limit) {
    try (var response = get(Map.of())) {
      if (response.status() != 200) {
        throw refused(response.status());
      }
      return response.bytes(limit);
    } catch (IOException e) {
      throw Tls.failure(session.address(), e);
    }
  }

  /** Fills the buffer from {@code offset}; the file must be of exactly the given size. */
  void read(long offset, ByteBuffer into, long size) {
    var last = offset + into.remaining() - 1;
    try (var response = get(Map.of("Range", "bytes=" + offset + "-" + last))) {
      if (response.status() != 206) {
        throw refused(response.status());
      }
      var range = response.header("Content-Range").orElse("nothing");
      if (!range.equals("bytes " + offset + "-" + last + "/" + size)) {
        throw otherRange(range, size);
      }
      fill(into, response);
    } catch (IOException e) {
      throw Tls.failure(session.address(), e);
    }
  }

  private static void fill(ByteBuffer into, HttpsResponse response) throws IOException {
    var bytes = response.bytes(into.remaining());
    if (bytes.length != into.remaining()) {
      throw new EOFException("the range ended early");
    }
    into.put(bytes);
  }

  private HttpsResponse get(Map<String, String> range) throws IOException {
    var response = send(range, session.soap().cookieHeader());
    if (response.status() != 401) {
      return response;
    }
    response.close();
    session.renew();
    var credentials = new TreeMap<>(session.soap().cookieHeader());
    credentials.put("Authorization", session.basicAuthorization());
    return send(range, credentials);
  }

  private HttpsResponse send(Map<String, String> range, Map<String, String> credentials)
      throws IOException {
    var headers = new TreeMap<>(credentials);
    headers.putAll(range);
    return session.https().send(Https.Request.get(target, headers, PATIENCE));
  }

  private PlatformException refused(int status) {
    var label = disk.disk().label();
    var failure =
        switch (status) {
          case 500, 503 ->
              Failure.passing(
                  DISK_LOCKED,
                  "The host cannot open the file of disk " + label + " now; somebody holds it",
                  "Wait until exports, backups and consolidations of the machine have ended.");
          case 401, 403 ->
              Failure.of(
                  PERMISSION_MISSING,
                  "The user may not read files of the datastore",
                  "Add Datastore.Browse and Datastore.FileManagement to the user's role.");
          case 404 ->
              Failure.of(
                  DISK_UNREADABLE,
                  "The file of disk " + label + " is not where the platform says",
                  "Check the disk's files on the datastore.");
          default ->
              Failure.of(
                  DISK_UNREADABLE,
                  "The server does not send a part of disk " + label,
                  "It may not support Range requests; the second reading is not possible then.");
        };
    return new PlatformException(failure.with("disk", disk.disk().key()).with("status", status));
  }

  private PlatformException otherRange(String range, long size) {
    return new PlatformException(
        Failure.of(
                DISK_UNREADABLE,
                "The file of disk " + disk.disk().label() + " is not the disk's raw content",
                "The disk may be sparse, or was resized; read the machine again.")
            .with("disk", disk.disk().key())
            .with("expected", size + " bytes")
            .with("presented", range));
  }
}
