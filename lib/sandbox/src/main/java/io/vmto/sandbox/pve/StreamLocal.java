package io.vmto.sandbox.pve;

import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.ChannelOutputStream;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/**
 * What OpenSSH's {@code PROTOCOL} 2.4 calls {@code direct-streamlocal@openssh.com}: a client's
 * connection to a Unix socket of the node.
 */
final class StreamLocal extends AbstractServerChannel {
  private static final int CHUNK = 256 << 10;

  private final UnaryOperator<String> here;
  private volatile @Nullable SocketChannel socket;

  private StreamLocal(UnaryOperator<String> here) {
    super("", List.of(), null);
    this.here = here;
  }

  /** Makes them; {@code here} says where a path of the node lies. */
  record Factory(UnaryOperator<String> here) implements ChannelFactory {
    @Override
    public String getName() {
      return "direct-streamlocal@openssh.com";
    }

    @Override
    public Channel createChannel(Session session) {
      return new StreamLocal(here);
    }
  }

  @Override
  protected OpenFuture doInit(Buffer buffer) {
    var future = new DefaultOpenFuture(this, this);
    var path = here.apply(buffer.getString());
    try {
      var connected = SocketChannel.open(UnixDomainSocketAddress.of(path));
      socket = connected;
      var out =
          new ChannelOutputStream(
              this, getRemoteWindow(), log, SshConstants.SSH_MSG_CHANNEL_DATA, true);
      signalChannelOpenSuccess();
      future.setOpened();
      Thread.ofVirtual().name("stream-local").start(() -> pump(connected, out));
    } catch (IOException e) {
      var refused =
          new SshChannelOpenException(
              getChannelId(), SshConstants.SSH_OPEN_CONNECT_FAILED, e.getMessage(), e);
      signalChannelOpenFailure(refused);
      future.setException(refused);
    }
    return future;
  }

  private void pump(SocketChannel from, OutputStream to) {
    var buffer = ByteBuffer.allocate(CHUNK);
    try (to) {
      while (from.read(buffer) >= 0) {
        to.write(buffer.array(), 0, buffer.position());
        to.flush();
        buffer.clear();
      }
    } catch (IOException e) {
      // the client has gone, or closed
    }
    close(false);
  }

  @Override
  protected void doWriteData(byte[] data, int offset, long length) throws IOException {
    var to = socket;
    if (to == null) {
      throw new IOException("not connected");
    }
    var bytes = ByteBuffer.wrap(data, offset, (int) length);
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
    getLocalWindow().release(length);
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int offset, long length) {
    throw new UnsupportedOperationException("no such data here");
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    var to = socket;
    if (to != null) {
      to.shutdownOutput();
    }
  }

  @Override
  protected void preClose() {
    var to = socket;
    if (to != null) {
      try {
        to.close();
      } catch (IOException e) {
        log.debug("Could not close a socket", e);
      }
    }
    super.preClose();
  }
}
