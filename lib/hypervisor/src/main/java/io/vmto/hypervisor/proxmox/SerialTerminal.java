package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatform.SerialConsole;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The first serial port of a machine, over {@code termproxy} and a websocket as the web interface
 * uses them: {@code user:ticket\n} is answered with {@code OK}, then the output comes raw; {@code
 * 2} keeps the line alive. The ticket is good for one connection within seconds.
 */
final class SerialTerminal implements SerialConsole {
  private static final Duration WELCOME = Duration.ofSeconds(20);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(25);
  private static final int LINES_KEPT = 20_000;

  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>(LINES_KEPT);
  private final CompletableFuture<Void> welcome = new CompletableFuture<>();
  private final ConsoleLines output = new ConsoleLines(this::keep, () -> welcome.complete(null));
  private volatile boolean ended;
  private @Nullable WebSocket socket;
  private @Nullable Thread keepAlive;

  private SerialTerminal() {}

  static SerialTerminal open(PveClient client, MachineRef machine) {
    var proxy = client.post(Machines.path(machine) + "/termproxy", Map.of("serial", "serial0"));
    var query = new LinkedHashMap<String, String>();
    query.put("port", proxy.path("port").asString(""));
    query.put("vncticket", proxy.path("ticket").asString(""));
    var terminal = new SerialTerminal();
    var greeting = proxy.path("user").asString("") + ":" + proxy.path("ticket").asString("") + "\n";
    try {
      var socket =
          client.websocket(Machines.path(machine) + "/vncwebsocket", query, terminal.new Ears());
      terminal.begin(socket, greeting, machine);
      return terminal;
    } catch (RuntimeException e) {
      terminal.close();
      throw e;
    }
  }

  private void begin(WebSocket opened, String greeting, MachineRef machine) {
    socket = opened;
    try {
      opened
          .sendText(greeting, true)
          .thenCompose(_ -> welcome)
          .get(WELCOME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw refused(machine, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PveTasks.interrupted(e);
    }
    keepAlive = Thread.ofVirtual().name("console-keep-alive").start(() -> keepAlive(opened));
  }

  /** The causes are left out of the message: they may carry the ticket. */
  private static PlatformException refused(MachineRef machine, Exception cause) {
    return new PlatformException(
        Failure.of(
                ErrorCode.UPSTREAM_FAILED,
                "The serial console of machine " + machine + " did not open",
                "The token needs VM.Console. Nodes before 9.1 cannot check console tickets of API"
                    + " tokens.")
            .with("machine", machine),
        cause);
  }

  private void keepAlive(WebSocket socket) {
    try {
      while (!socket.isOutputClosed()) {
        Thread.sleep(KEEP_ALIVE);
        socket.sendText("2", true).join();
      }
    } catch (CompletionException _) {
      socket.abort(); // after which the listener hears nothing
      end();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean feed(ByteBuffer data) {
    return output.feed(data);
  }

  private void keep(String line) {
    while (!lines.offer(Optional.of(line))) {
      lines.poll();
    }
  }

  /** Throws UNREACHABLE (passing) once the console has ended and every line of it was read. */
  @Override
  public Optional<String> readLine(Duration timeout) {
    try {
      var line =
          ended && lines.isEmpty() ? END : lines.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        return Optional.empty();
      }
      if (line.isEmpty()) {
        throw ended();
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PveTasks.interrupted(e);
    }
  }

  private static final Optional<String> END = Optional.empty();

  private static PlatformException ended() {
    return new PlatformException(
        Failure.passing(
            ErrorCode.UNREACHABLE,
            "The serial console has ended",
            "Look whether the machine still runs; the console can be opened again."));
  }

  private synchronized void end() {
    output.flush();
    ended = true;
    welcome.completeExceptionally(new IllegalStateException("the console ended"));
    while (!lines.offer(END)) {
      lines.poll();
    }
  }

  @Override
  public void close() {
    if (keepAlive != null) {
      keepAlive.interrupt();
    }
    if (socket != null) {
      socket.abort();
    }
  }

  /** Called by one thread at a time, as the JDK promises. */
  private final class Ears implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      return heard(from, data);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      return heard(from, ByteBuffer.wrap(data.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private @Nullable CompletionStage<?> heard(WebSocket from, ByteBuffer data) {
      if (feed(data)) {
        from.request(1);
      } else {
        from.abort();
        end();
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      end();
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      end();
    }
  }
}
