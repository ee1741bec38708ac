package io.vmto.disk.nbd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS over a connected socket, which stays the caller's to close. */
final class TlsChannel implements ByteChannel {
  private static final int PART = 64 << 10;

  private final SSLSocket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] incoming = new byte[PART];
  private final byte[] outgoing = new byte[PART];

  private TlsChannel(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** Shakes hands; the certificate must be for the host of {@code place}. */
  static TlsChannel over(Socket plain, SSLContext context, InetSocketAddress place)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(plain, place.getHostString(), place.getPort(), false);
    SSLParameters parameters = socket.getSSLParameters();
    // The rules for matching a certificate with a host name; there is none for NBD of its own.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new TlsChannel(socket);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int got = in.read(incoming, 0, Math.min(PART, target.remaining()));
    if (got > 0) {
      target.put(incoming, 0, got);
    }
    return got;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int part = Math.min(PART, source.remaining());
    source.get(outgoing, 0, part);
    out.write(outgoing, 0, part);
    return part;
  }

  @Override
  public boolean isOpen() {
    return !socket.isClosed();
  }

  /** Sends the closing alert. */
  @Override
  public void close() throws IOException {
    socket.shutdownOutput();
  }
}
