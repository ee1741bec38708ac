package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.DISK_UNREADABLE;
import static io.vmto.contract.error.ErrorCode.EXPORT_STALLED;
import static io.vmto.contract.error.ErrorCode.EXPORT_TRUNCATED;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.HttpsResponse;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;

/**
 * The bytes of one exported disk over a connection of its own. Every way it can end but its proper
 * end is a {@link PlatformException}: a silence is EXPORT_STALLED, a broken connection
 * EXPORT_TRUNCATED, a lost lease UPSTREAM_FAILED; all are passing.
 */
final class NfcStream extends InputStream {
  private final String disk;
  private final LeasePulse pulse;
  private final Https https;
  private final HttpsResponse response;
  private final InputStream body;

  private NfcStream(String disk, LeasePulse pulse, Https https, HttpsResponse response) {
    this.disk = disk;
    this.pulse = pulse;
    this.https = https;
    this.response = response;
    this.body = response.body();
  }

  static NfcStream open(
      String disk,
      DeviceUrls.DiskUrl url,
      Map<String, String> headers,
      LeasePulse pulse,
      Duration stall) {
    var https = new Https(url.address(), url.trust());
    try {
      var response = https.send(Https.Request.get(url.target(), headers, stall));
      if (response.status() != 200) {
        response.close();
        pulse.check();
        throw refused(disk, url, response.status());
      }
      return new NfcStream(disk, pulse, https, response);
    } catch (IOException e) {
      throw Tls.failure(url.address(), e);
    }
  }

  private static PlatformException refused(String disk, DeviceUrls.DiskUrl url, int status) {
    return new PlatformException(
        new Failure(
            DISK_UNREADABLE,
            "The host refused to send disk " + disk + " (HTTP " + status + ")",
            Map.of("disk", disk, "endpoint", url.address().toString()),
            "Look at the host's log (hostd.log) for the cause.",
            status >= 500));
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    pulse.check();
    try {
      return body.read(target, offset, length);
    } catch (SocketTimeoutException e) {
      pulse.check();
      throw ended(
          EXPORT_STALLED,
          "The host stopped sending disk " + disk,
          "The disk is exported again; check the load of the host and the network.",
          e);
    } catch (IOException e) {
      pulse.check();
      throw ended(
          EXPORT_TRUNCATED,
          "The connection broke before the end of disk " + disk,
          "The disk is exported again; check the network between here and the host.",
          e);
    }
  }

  private PlatformException ended(
      ErrorCode code, String message, String remedy, IOException cause) {
    return new PlatformException(Failure.passing(code, message, remedy).with("disk", disk), cause);
  }

  @Override
  public void close() {
    response.close();
    https.close();
  }
}
