package io.vmto.hypervisor.proxmox;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Unix socket here, in a folder only this user enters, whose every connection ends in a socket on
 * the node. What the one side says goes to the other until either ends.
 */
final class Relay implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);
  private static final int CHUNK = 256 << 10;

  /** Short, as the address of a socket has to be; the process that made it follows. */
  private static final String FOLDER = "vmto-nbd-";

  private static final Pattern MADE = Pattern.compile(FOLDER + "([0-9]{1,18})-[0-9]+");

  private final NodeShell shell;
  private final String remote;
  private final Path folder;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private Relay(NodeShell shell, String remote) throws IOException {
    this.shell = shell;
    this.remote = remote;
    this.folder =
        Files.createTempDirectory(
            FOLDER + ProcessHandle.current().pid() + "-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
  }

  static Relay to(NodeShell shell, String remote) throws IOException {
    sweep();
    var relay = new Relay(shell, remote);
    Thread.ofVirtual().name("nbd-relay").start(relay::accept);
    return relay;
  }

  /** Removes what processes have left that were killed. */
  private static void sweep() {
    var shared = Path.of(System.getProperty("java.io.tmpdir"));
    try (var folders = Files.newDirectoryStream(shared, FOLDER + "*")) {
      for (var folder : folders) {
        if (isLeft(folder)) {
          Files.deleteIfExists(socket(folder));
          Files.deleteIfExists(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.debug("What others have left in {} stays", shared, e);
    }
  }

  private static boolean isLeft(Path folder) {
    var made = MADE.matcher(folder.getFileName().toString());
    return made.matches()
        && Files.isWritable(folder)
        && ProcessHandle.of(Long.parseLong(made.group(1))).isEmpty();
  }

  Path socket() {
    return socket(folder);
  }

  private static Path socket(Path folder) {
    return folder.resolve("nbd");
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        var here = server.accept();
        open.add(here);
        Thread.ofVirtual().name("nbd-relay-connection").start(() -> carry(here));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void carry(SocketChannel here) {
    try (here;
        var toHere = Channels.newOutputStream(here);
        var there = shell.connect(remote, toHere)) {
      there.addCloseFutureListener(_ -> end(here));
      copy(here, there.getInvertedIn());
    } catch (IOException | RuntimeException e) {
      log.debug("A connection to {} has ended: {}", remote, e.getMessage());
    } finally {
      open.remove(here);
    }
  }

  private static void copy(SocketChannel from, OutputStream to) throws IOException {
    var buffer = ByteBuffer.allocate(CHUNK);
    while (from.read(buffer) >= 0) {
      to.write(buffer.array(), 0, buffer.position());
      to.flush();
      buffer.clear();
    }
  }

  private static void end(SocketChannel here) {
    try {
      here.close();
    } catch (IOException e) {
      log.debug("Could not close a socket", e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(Relay::end);
    Files.deleteIfExists(socket());
    Files.deleteIfExists(folder);
  }
}
