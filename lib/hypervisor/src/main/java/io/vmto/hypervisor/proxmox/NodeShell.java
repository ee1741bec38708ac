package io.vmto.hypervisor.proxmox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.PlatformException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * SSH to the node behind a connection's URL. Nothing is sent before its host key was found to be
 * the pinned one. Every call blocks, has a limit of its own, and throws {@link PlatformException}:
 * HOST_KEY_MISMATCH, LOGIN_REFUSED, UNREACHABLE, TIMED_OUT, UPSTREAM_FAILED.
 */
final class NodeShell implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration PULSE = Duration.ofSeconds(15);
  private static final int PULSES_MISSED = 4;

  /** What may be under way to us without an answer; OpenSSH's own for the other direction is 2. */
  private static final long WINDOW = 8L << 20;

  /** First those that processors help with: ChaCha20, which SSH prefers, is Java code here. */
  private static final List<NamedFactory<Cipher>> CIPHERS =
      List.of(
          BuiltinCiphers.aes128gcm,
          BuiltinCiphers.aes256gcm,
          BuiltinCiphers.aes128ctr,
          BuiltinCiphers.aes256ctr,
          BuiltinCiphers.cc20p1305_openssh);

  private final Address address;
  private final Endpoint.Ssh login;
  private final KeyPair key;
  private final SshClient client;
  private volatile @Nullable String refusedHostKey;
  private @Nullable ClientSession first;

  NodeShell(Endpoint endpoint, Secret key) {
    this.login = endpoint.ssh();
    this.address = Address.of(Address.of(endpoint.url()).host(), login.port());
    this.key = read(key);
    this.client = SshClient.setUpDefaultClient();
    client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    client.setCipherFactories(CIPHERS);
    client.setKeyIdentityProvider(null);
    client.setHostConfigEntryResolver(
        org.apache.sshd.client.config.hosts.HostConfigEntryResolver.EMPTY);
    client.setServerKeyVerifier((_, _, hostKey) -> trusted(hostKey));
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, PULSE);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, PULSES_MISSED);
    CoreModuleProperties.WINDOW_SIZE.set(client, WINDOW);
    client.start();
  }

  private static KeyPair read(Secret key) {
    try {
      var text = new ByteArrayInputStream(key.reveal().getBytes(UTF_8));
      var name = NamedResource.ofName("private key");
      var keys = SecurityUtils.loadKeyPairIdentities(null, name, text, FilePasswordProvider.EMPTY);
      if (keys != null && keys.iterator().hasNext()) {
        return keys.iterator().next();
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // what the parser says of it may quote it
    }
    throw new PlatformException(
        ErrorCode.REQUEST_INVALID,
        "The private key for SSH cannot be read.",
        "Give an OpenSSH or PEM private key without a passphrase.");
  }

  private boolean trusted(PublicKey hostKey) {
    var seen = KeyUtils.getFingerPrint(hostKey);
    boolean same = login.hostKey().equals(seen);
    refusedHostKey = same ? null : seen;
    return same;
  }

  /** Another session, whose traffic is encrypted beside that of the others. */
  private ClientSession open() {
    refusedHostKey = null;
    ClientSession session = null;
    try {
      session =
          client
              .connect(login.user(), address.resolved().getHostAddress(), address.port())
              .verify(CONNECT)
              .getSession();
      session.addPublicKeyIdentity(key);
      session.auth().verify(CONNECT);
      return session;
    } catch (IOException | RuntimeException e) {
      if (session != null) {
        session.close(true);
      }
      throw notOpened(e);
    }
  }

  private PlatformException notOpened(Exception why) {
    var seen = refusedHostKey;
    if (seen != null) {
      return new PlatformException(
          Failure.of(
                  ErrorCode.HOST_KEY_MISMATCH,
                  "The SSH host key of " + address + " is not the pinned one; nothing was sent.",
                  "Compare it on the node itself (ssh-keygen -lf); if it was renewed, set the"
                      + " connection's SSH access again with the new fingerprint.")
              .with("expected", login.hostKey())
              .with("presented", seen));
    }
    if (refused(why)) {
      return new PlatformException(
          ErrorCode.LOGIN_REFUSED,
          "The node does not let " + login.user() + " in by SSH with this key.",
          "Put the key's public half into the user's authorized_keys on the node.");
    }
    return new PlatformException(
        Failure.passing(
            ErrorCode.UNREACHABLE,
            "No SSH connection to " + address + ".",
            "Check port, firewall and that sshd runs on the node."));
  }

  /** RFC 4253, 11.1: no more authentication methods are left to try. */
  private static boolean refused(@Nullable Throwable why) {
    int code = why instanceof SshException e ? e.getDisconnectCode() : 0;
    return code == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
        || (why != null && refused(why.getCause()));
  }

  private synchronized ClientSession session() {
    if (first == null || !first.isOpen()) {
      first = open();
    }
    return first;
  }

  /** Runs a command to its end; what it wrote to its standard output. */
  String run(Duration limit, String... words) {
    var command = quoted(words);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (var channel = session().createExecChannel(command)) {
      channel.setOut(out);
      channel.setErr(err);
      channel.open().verify(CONNECT);
      var ended = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), limit);
      if (ended.contains(ClientChannelEvent.TIMEOUT)) {
        throw new PlatformException(
            Failure.passing(
                ErrorCode.TIMED_OUT,
                "On the node, " + words[0] + " has not ended within " + limit.toSeconds() + " s.",
                "Look at the load of the node and its storage; it is tried again."));
      }
      var status = channel.getExitStatus();
      if (status == null || status != 0) {
        throw failed(words[0], err.toString(UTF_8));
      }
      return out.toString(UTF_8);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Starts a command that lives as long as its channel; the caller watches and closes it. */
  ChannelExec start(java.io.OutputStream out, java.io.OutputStream err, String... words) {
    try {
      var channel = session().createExecChannel(quoted(words));
      channel.setOut(out);
      channel.setErr(err);
      channel.open().verify(CONNECT);
      return channel;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Connects to a Unix socket on the node, in a session of its own, which ends with it. */
  StreamLocalChannel connect(String socket, java.io.OutputStream out) throws IOException {
    var session = open();
    var channel = new StreamLocalChannel(socket);
    try {
      channel.setOut(out);
      ((org.apache.sshd.common.session.helpers.AbstractSession) session)
          .getService(org.apache.sshd.common.session.ConnectionService.class)
          .registerChannel(channel);
      channel.addCloseFutureListener(_ -> session.close(false));
      channel.open().verify(CONNECT);
      return channel;
    } catch (IOException | RuntimeException e) {
      session.close(true);
      throw e;
    }
  }

  static PlatformException failed(String what, String why) {
    return new PlatformException(
        Failure.of(
                ErrorCode.UPSTREAM_FAILED,
                "On the node, " + what + " failed.",
                "See what it said; qemu-utils must be there, and the user must be allowed to use"
                    + " the storage's volumes.")
            .with("said", why.strip()));
  }

  private static PlatformException lost(IOException e) {
    return new PlatformException(
        Failure.passing(
            ErrorCode.UNREACHABLE,
            "The SSH connection to the node broke off.",
            "It is tried again; if it keeps happening, check the network."),
        e);
  }

  /** Words as the node's shell has to read them. */
  private static String quoted(String... words) {
    var text = new StringBuilder();
    for (var word : words) {
      text.append(text.isEmpty() ? "" : " ");
      boolean plain = word.matches("[A-Za-z0-9_./:@%+=-]+");
      text.append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return text.toString();
  }

  @Override
  public void close() {
    client.close(true);
  }
}
