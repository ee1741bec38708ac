package io.vmto.hypervisor;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes a server by its leaf certificate alone. It is an "extended" manager so that JSSE adds no
 * host name check of its own: a confirmed fingerprint says more than a name.
 */
abstract sealed class LeafTrustManager extends X509ExtendedTrustManager {

  abstract void check(X509Certificate leaf) throws CertificateException;

  /** Believes the pinned certificate. */
  static final class Pinned extends LeafTrustManager {
    private final Trust.Pin pin;

    Pinned(Trust.Pin pin) {
      this.pin = pin;
    }

    @Override
    void check(X509Certificate leaf) throws CertificateException {
      if (!pin.matches(leaf)) {
        throw new Mismatch(pin.fingerprint(), Trust.Pin.fingerprintOf(leaf, pin.algorithm()));
      }
    }
  }

  /** Believes anything: for looking at a certificate over a connection that then sends nothing. */
  static final class Witness extends LeafTrustManager {
    @Override
    void check(X509Certificate leaf) {}
  }

  /** Carries both fingerprints out of the handshake. */
  static final class Mismatch extends CertificateException {
    private final String expected;
    private final String presented;

    Mismatch(String expected, String presented) {
      super("pinned " + expected + ", presented " + presented);
      this.expected = expected;
      this.presented = presented;
    }

    String expected() {
      return expected;
    }

    String presented() {
      return presented;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw clientRefused();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw clientRefused();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw clientRefused();
  }

  private static CertificateException clientRefused() {
    return new CertificateException("clients are not believed here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
