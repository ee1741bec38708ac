package io.vmto.hypervisor;

import static io.vmto.contract.error.ErrorCode.CERTIFICATE_MISMATCH;
import static io.vmto.contract.error.ErrorCode.CERTIFICATE_UNTRUSTED;
import static io.vmto.contract.error.ErrorCode.PROTOCOL_ERROR;
import static io.vmto.contract.error.ErrorCode.TIMED_OUT;
import static io.vmto.contract.error.ErrorCode.UNREACHABLE;

import io.vmto.contract.error.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to a platform: look at its certificate first, then connect only to that certificate. Nothing
 * but TLS messages is sent before the certificate was believed.
 */
public final class Tls {
  private static final Duration LOOK = Duration.ofSeconds(10);

  private Tls() {}

  /**
   * What a server shows of itself.
   *
   * @param sha256 fingerprint of the leaf, upper case colon hex
   * @param sha1 the same in the form vSphere calls a thumbprint
   */
  public record Certificate(
      String sha256, String sha1, String subject, String issuer, Instant expires) {
    static Certificate of(X509Certificate leaf) {
      return new Certificate(
          Trust.Pin.fingerprintOf(leaf, "SHA-256"),
          Trust.Pin.fingerprintOf(leaf, "SHA-1"),
          leaf.getSubjectX500Principal().getName(),
          leaf.getIssuerX500Principal().getName(),
          leaf.getNotAfter().toInstant());
    }
  }

  /** Makes one handshake, believing anything and sending nothing, and tells who was there. */
  public static Certificate presented(Address address) {
    try (var socket = connect(address, context(new LeafTrustManager.Witness()), false, LOOK)) {
      return Certificate.of((X509Certificate) socket.getSession().getPeerCertificates()[0]);
    } catch (IOException e) {
      throw failure(address, e);
    }
  }

  /**
   * A context for clients that make their own sockets. In pin mode the host name is not compared;
   * in {@code ca} mode the client must turn on host name checks, as HTTPS clients of the JDK do.
   */
  public static SSLContext sslContext(String trust) {
    return sslContext(Trust.parse(trust));
  }

  public static SSLContext sslContext(Trust trust) {
    return switch (trust) {
      case Trust.Pin pin -> context(new LeafTrustManager.Pinned(pin));
      case Trust.Ca _ -> context(null);
    };
  }

  /**
   * Connects to exactly the resolved address and finishes the handshake.
   *
   * @param timeout for the connect, for each read of the handshake, and left on the socket
   */
  public static SSLSocket connect(Address address, Trust trust, Duration timeout) {
    try {
      return connect(address, sslContext(trust), trust instanceof Trust.Ca, timeout);
    } catch (IOException e) {
      throw failure(address, e);
    }
  }

  static SSLSocket connect(Address address, SSLContext context, boolean checkName, Duration timeout)
      throws IOException {
    var plain = plain(address, timeout);
    try {
      var socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, address.host(), address.port(), true);
      if (checkName) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  static Socket plain(Address address, Duration timeout) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(address.socket(), (int) timeout.toMillis());
      socket.setSoTimeout((int) timeout.toMillis());
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static SSLContext context(@Nullable TrustManager manager) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, manager == null ? null : new TrustManager[] {manager}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  /** What an I/O error on a connection to this address means to an operator. */
  public static PlatformException failure(Address address, IOException error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof LeafTrustManager.Mismatch mismatch) {
        return new PlatformException(mismatch(mismatch).with("endpoint", address), error);
      }
      if (t instanceof CertificateException) {
        return new PlatformException(untrusted(t).with("endpoint", address), error);
      }
    }
    return new PlatformException(ordinary(address, error).with("endpoint", address), error);
  }

  private static Failure mismatch(LeafTrustManager.Mismatch mismatch) {
    return Failure.of(
            CERTIFICATE_MISMATCH,
            "The server shows another certificate than the one that was confirmed",
            "If the certificate was renewed, compare the presented fingerprint on the server itself"
                + " and confirm it on the connection. If not, somebody may be in between.")
        .with("expected", mismatch.expected())
        .with("presented", mismatch.presented());
  }

  private static Failure untrusted(Throwable cause) {
    return Failure.of(
            CERTIFICATE_UNTRUSTED,
            "The server's certificate is not signed by a trusted CA for this host name",
            "Confirm its fingerprint on the connection, or add the CA to the JVM's trust store.")
        .with("reason", String.valueOf(cause.getMessage()));
  }

  private static Failure ordinary(Address address, IOException error) {
    return switch (error) {
      case SocketTimeoutException _ ->
          Failure.passing(
              TIMED_OUT,
              address + " did not answer in time",
              "Check the load and the network between here and there.");
      case SSLException _ when !(error.getCause() instanceof EOFException) ->
          Failure.of(
              PROTOCOL_ERROR,
              address + " does not speak TLS as expected",
              "Check that the port is the one of the HTTPS API.");
      default ->
          Failure.passing(
              UNREACHABLE,
              address + " cannot be reached, or closed the connection",
              "Check that it runs and that no firewall is in between.");
    };
  }
}
