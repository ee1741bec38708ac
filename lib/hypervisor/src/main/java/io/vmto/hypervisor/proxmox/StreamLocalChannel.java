package io.vmto.hypervisor.proxmox;

import java.io.IOException;
import java.util.Objects;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelOutputStream;

/**
 * A connection to a Unix socket of the other side, made by its SSH server: OpenSSH's {@code
 * PROTOCOL} file, 2.4, {@code direct-streamlocal@openssh.com}. What comes is written to the stream
 * that was set with {@link #setOut}.
 */
final class StreamLocalChannel extends AbstractClientChannel {
  static final String TYPE = "direct-streamlocal@openssh.com";

  private final String socket;

  StreamLocalChannel(String socket) {
    super(TYPE);
    this.socket = socket;
  }

  @Override
  public synchronized OpenFuture open() throws IOException {
    openFuture = new DefaultOpenFuture(socket, futureLock);
    var window = getLocalWindow();
    var open = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 256);
    open.putString(TYPE);
    open.putUInt(getChannelId());
    open.putUInt(window.getSize());
    open.putUInt(window.getPacketSize());
    open.putString(socket);
    open.putString(""); // reserved
    open.putUInt(0); // reserved
    writePacket(open);
    return openFuture;
  }

  @Override
  protected void doOpen() {
    invertedIn =
        new ChannelOutputStream(
            this, getRemoteWindow(), log, SshConstants.SSH_MSG_CHANNEL_DATA, true);
    Objects.requireNonNull(out, "set before it is opened");
  }

  /** The end of what the other side says is the end of it all: NBD has no half-closed wires. */
  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    close(false);
  }
}
