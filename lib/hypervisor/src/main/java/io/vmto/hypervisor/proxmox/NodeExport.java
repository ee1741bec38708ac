package io.vmto.hypervisor.proxmox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.disk.nbd.NbdAddress;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform.Served;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;

/**
 * A volume of the node behind {@code qemu-nbd}, which lives exactly as long as this does: a shell
 * on the node holds it, and ends it when we close, when the SSH connection ends (so also when we
 * are killed), or when it has not heard from us for two minutes. Reached through {@code
 * direct-streamlocal}, since sshd then connects to the socket itself: no port on the node that
 * others could use, and no tool beside sshd (Proxmox has socat, but that would be a process more
 * per connection).
 */
final class NodeExport implements Served {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final int PULSE_SECONDS = 30;
  private static final int CONNECTIONS = 8;

  /** Where the node keeps what does not outlive a boot. */
  private static final String FOLDER = "/run/";

  private static final String READY = "serving";

  /** Ends every qemu-nbd whose socket has this name, and waits until it is gone. */
  private static final String STOP =
      """
      p="^qemu-nbd --socket=$1-"
      pkill -f -- "$p"
      for i in $(seq 100); do pgrep -f -- "$p" >/dev/null || break; sleep 0.1; done
      pkill -9 -f -- "$p"
      rm -f -- "$1"-*
      """;

  /**
   * $1 name, $2 this time's own part, $3 volume, $4 connections, $5 more. O_DIRECT where the volume
   * allows it: a replica must not push the node's own pages out of its cache.
   */
  private static final String SERVE =
      STOP
          + """
      s="$1-$2"
      trap 'test -f "$s.pid" && kill "$(cat "$s.pid")" 2>/dev/null; rm -f -- "$s" "$s.pid"' EXIT
      for c in none writeback; do
        qemu-nbd --socket="$s" --pid-file="$s.pid" --fork --format=raw --cache=$c \
          --discard=unmap --shared="$4" $5 -- "$3" </dev/null && echo serving && break
        rm -f -- "$s"
      done
      test -S "$s" || exit 1
      while read -r -t 120 _; do :; done
      """;

  private final ChannelExec life;
  private final Relay relay;
  private final CountDownLatch closed = new CountDownLatch(1);

  private NodeExport(ChannelExec life, Relay relay) {
    this.life = life;
    this.relay = relay;
    Thread.ofVirtual().name("nbd-pulse").start(this::pulse);
  }

  /**
   * Starts to serve a volume, after what served it before under this name was stopped.
   *
   * @param name one at a time; letters, digits and dashes
   */
  static NodeExport start(NodeShell shell, String name, String volume, boolean writable) {
    var path = shell.run(SHORT, "pvesm", "path", volume).strip();
    var own = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    var socket = socket(name);
    var said = new Awaited(READY);
    var err = new ByteArrayOutputStream();
    var life =
        shell.start(
            said,
            err,
            "bash",
            "-c",
            SERVE,
            "vmto",
            socket,
            own,
            path,
            String.valueOf(CONNECTIONS),
            writable ? "" : "--read-only");
    try {
      life.addCloseFutureListener(_ -> said.over());
      if (!said.await(START)) {
        throw said.ended() ? NodeShell.failed("qemu-nbd", err.toString(UTF_8)) : late();
      }
      return new NodeExport(life, Relay.to(shell, socket + "-" + own));
    } catch (IOException e) {
      life.close(true);
      throw new PlatformException(
          Failure.of(ErrorCode.INTERNAL_ERROR, "No socket could be made here.", "See the log."), e);
    } catch (RuntimeException e) {
      life.close(true);
      throw e;
    }
  }

  private static PlatformException late() {
    return new PlatformException(
        Failure.passing(
            ErrorCode.TIMED_OUT,
            "qemu-nbd has not started on the node within " + START.toSeconds() + " s.",
            "Look at the load of the node and its storage; it is tried again."));
  }

  /** Ends what still serves under this name; nothing is fine. */
  static void stop(NodeShell shell, String name) {
    shell.run(SHORT, "bash", "-c", STOP, "vmto", socket(name));
  }

  private static String socket(String name) {
    if (!name.matches("[A-Za-z0-9-]{1,60}")) {
      throw new IllegalArgumentException("name: letters, digits and dashes");
    }
    return FOLDER + "vmto-" + name;
  }

  private void pulse() {
    try {
      while (!closed.await(PULSE_SECONDS, TimeUnit.SECONDS)) {
        life.getInvertedIn().write('\n');
        life.getInvertedIn().flush();
      }
    } catch (IOException e) {
      life.close(true); // the node ends it by itself
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public NbdAddress address() {
    return new NbdAddress(UnixDomainSocketAddress.of(relay.socket()), "", false);
  }

  /** Returns when qemu-nbd is gone, or after a while when the node does not say so. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    try (relay) {
      life.getInvertedIn().close();
      life.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), END);
    } finally {
      life.close(true);
    }
  }

  /** Takes what a command says until it has said a certain thing. */
  private static final class Awaited extends OutputStream {
    private final String wanted;
    private final StringBuilder said = new StringBuilder();
    private final CountDownLatch heard = new CountDownLatch(1);

    Awaited(String wanted) {
      this.wanted = wanted;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      said.append(new String(bytes, offset, length, US_ASCII));
      if (has()) {
        over();
      }
    }

    private synchronized boolean has() {
      return said.indexOf(wanted) >= 0;
    }

    void over() {
      heard.countDown();
    }

    boolean ended() {
      return heard.getCount() == 0;
    }

    /** Whether it was said, within this time and before the end. */
    boolean await(Duration limit) {
      try {
        return heard.await(limit.toMillis(), TimeUnit.MILLISECONDS) && has();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
