package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.DISK_LOCKED;
import static io.vmto.contract.error.ErrorCode.DISK_UNREADABLE;
import static io.vmto.contract.error.ErrorCode.PERMISSION_MISSING;

import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.HttpsResponse;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.RangeSource;
import io.vmto.hypervisor.Tls;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A file under the datastore browser of the session's server. */
final class DatastoreFile implements RangeSource {
  private static final Duration STALL = Duration.ofSeconds(60);
  private static final Duration WHOLE = Duration.ofMinutes(2);

  private final Session session;
  private final String target;
  private final VirtualDisk disk;
  private volatile boolean cookieRefused;

  DatastoreFile(Session session, String target, VirtualDisk disk) {
    this.session = session;
    this.target = target;
    this.disk = disk;
  }

  /** A small file as a whole. */
  byte[] whole(int limit) {
    try (var response = get(Map.of())) {
      if (response.status() != 200) {
        throw new PlatformException(refusal(response.status()).with("status", response.status()));
      }
      return response.bytes(limit);
    } catch (IOException e) {
      throw Tls.failure(session.address(), e);
    }
  }

  @Override
  public String name() {
    return "disk " + disk.disk().label();
  }

  @Override
  public Address address() {
    return session.address();
  }

  /**
   * Where the cookie is not taken, the session is renewed and the password is sent from then on.
   */
  @Override
  public HttpsResponse get(Map<String, String> headers) throws IOException {
    var response = send(headers);
    if (response.status() != 401) {
      return response;
    }
    response.close();
    session.renew();
    cookieRefused = true;
    return send(headers);
  }

  private HttpsResponse send(Map<String, String> more) throws IOException {
    var headers = new TreeMap<>(session.soap().cookieHeader());
    headers.putAll(more);
    if (cookieRefused) {
      headers.put("Authorization", session.basicAuthorization());
    }
    return session
        .https()
        .send(new Https.Request("GET", target, headers, new byte[0], STALL, WHOLE, true));
  }

  @Override
  public Failure refusal(int status) {
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
                  "It may not support Range requests; the disk can still be exported (NFC).");
        };
    return failure.with("disk", disk.disk().key());
  }

  /** Connections belong to the session. */
  @Override
  public void close() {}
}
