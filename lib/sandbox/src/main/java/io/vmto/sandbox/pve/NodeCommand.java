package io.vmto.sandbox.pve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/**
 * A command under the node's SSH server. When its connection ends, it sees the end of its input and
 * no signal, as under OpenSSH without a terminal.
 */
@SuppressWarnings("NullAway.Init")
final class NodeCommand implements Command {
  private final List<String> program;
  private final String says;
  private final int status;
  private InputStream in;
  private OutputStream out;
  private OutputStream err;
  private ExitCallback exit;
  private volatile @Nullable Process process;

  private NodeCommand(List<String> program, String says, int status) {
    this.program = program;
    this.says = says;
    this.status = status;
  }

  static NodeCommand saying(String text, int status) {
    return new NodeCommand(List.of(), text, status);
  }

  static NodeCommand running(List<String> program) {
    return new NodeCommand(program, "", 0);
  }

  @Override
  public void setInputStream(InputStream stream) {
    in = stream;
  }

  @Override
  public void setOutputStream(OutputStream stream) {
    out = stream;
  }

  @Override
  public void setErrorStream(OutputStream stream) {
    err = stream;
  }

  @Override
  public void setExitCallback(ExitCallback callback) {
    exit = callback;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    Thread.ofVirtual().name("node-command").start(this::run);
  }

  private void run() {
    try {
      if (program.isEmpty()) {
        out.write(says.getBytes(StandardCharsets.UTF_8));
        out.flush();
        exit.onExit(status);
      } else {
        exit.onExit(run(new ProcessBuilder(program).start()));
      }
    } catch (IOException e) {
      exit.onExit(255);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int run(Process started) throws InterruptedException {
    process = started;
    Thread.ofVirtual().start(() -> pump(in, started.getOutputStream(), true));
    var said = Thread.ofVirtual().start(() -> pump(started.getInputStream(), out, false));
    var complained = Thread.ofVirtual().start(() -> pump(started.getErrorStream(), err, false));
    int code = started.waitFor();
    said.join();
    complained.join();
    return code;
  }

  private static void pump(InputStream from, OutputStream to, boolean close) {
    var buffer = new byte[8192];
    try {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        to.write(buffer, 0, n);
        to.flush();
      }
    } catch (IOException e) {
      // the other end has gone
    }
    if (close) {
      end(to);
    }
  }

  private static void end(OutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // it has ended already
    }
  }

  @Override
  public void destroy(ChannelSession channel) {
    var running = process;
    if (running != null) {
      end(running.getOutputStream());
    }
  }
}
