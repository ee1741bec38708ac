package io.vmto.sandbox.pve;

import io.vmto.sandbox.wire.RawConnection;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Serial consoles over termproxy: {@code user:ticket\n} is answered with {@code OK}, then output
 * comes raw; {@code 0:length:bytes} is input, {@code 1:columns:rows:} a resize, {@code 2} keeps the
 * line alive.
 */
final class Terminals {
  private static final int FIRST_PORT = 5900;
  private static final int PORTS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Tasks tasks;
  private final Tickets tickets;
  private final Machines machines;
  private final Map<Integer, Session> sessions = new ConcurrentHashMap<>();

  /** A console that was asked for and waits for its websocket. */
  private record Session(
      int vmid, String serial, String user, CountDownLatch connected, CountDownLatch ended) {}

  Terminals(Tasks tasks, Tickets tickets, Machines machines) {
    this.tasks = tasks;
    this.tickets = tickets;
    this.machines = machines;
  }

  Map<String, Object> open(Guest guest, String serial, Caller caller) {
    if (guest.value(serial).filter("socket"::equals).isEmpty()) {
      throw PveError.fault("unable to find a serial interface");
    }
    var session =
        new Session(guest.id(), serial, caller.id(), new CountDownLatch(1), new CountDownLatch(1));
    int port = FIRST_PORT;
    while (sessions.putIfAbsent(port, session) != null) {
      if (++port == FIRST_PORT + PORTS) {
        throw PveError.fault("unable to find free port (5900-5999)");
      }
    }
    int taken = port;
    String upid =
        tasks.start(
            "vncproxy", Integer.toString(guest.id()), caller, log -> attend(taken, session));
    var answer = new LinkedHashMap<String, Object>();
    answer.put("port", port);
    answer.put("ticket", tickets.console(caller.id(), path(guest.id())));
    answer.put("upid", upid);
    answer.put("user", caller.id());
    return answer;
  }

  private static String path(int vmid) {
    return "/vms/" + vmid;
  }

  private void attend(int port, Session session) throws InterruptedException {
    try {
      if (!session.connected().await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw PveError.fault("connection timed out");
      }
      session.ended().await();
    } finally {
      sessions.remove(port);
    }
  }

  /** Whether the websocket's query fits a console that waits. */
  boolean expects(int vmid, int port, String ticket) {
    return Optional.ofNullable(sessions.get(port))
        .filter(session -> session.vmid() == vmid)
        .filter(session -> tickets.isConsole(ticket, session.user(), path(vmid)))
        .isPresent();
  }

  /** Serves one websocket until either side ends. */
  void serve(int port, RawConnection raw) throws IOException {
    var session = sessions.get(port);
    if (session == null) {
      return;
    }
    session.connected().countDown();
    var frames = new Frames(raw.in(), raw.out());
    try {
      String greeting = new String(frames.read(), StandardCharsets.UTF_8);
      int colon = greeting.indexOf(':');
      boolean good =
          greeting.endsWith("\n")
              && colon > 0
              && greeting.substring(0, colon).equals(session.user())
              && tickets.isConsole(
                  greeting.substring(colon + 1).strip(), session.user(), path(session.vmid()));
      if (good) {
        frames.write("OK".getBytes(StandardCharsets.US_ASCII));
        connect(session, frames, raw);
      }
    } finally {
      session.ended().countDown();
    }
  }

  private void connect(Session session, Frames frames, RawConnection raw) throws IOException {
    var machine = machines.find(session.vmid());
    if (machine.isEmpty()) {
      frames.write(("VM " + session.vmid() + " not running\r\n").getBytes(StandardCharsets.UTF_8));
      frames.close();
      return;
    }
    Path socket = machine.get().socket(session.serial());
    try (var serial = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      serial.connect(UnixDomainSocketAddress.of(socket));
      String hello =
          "starting serial terminal on interface "
              + session.serial()
              + " (press Ctrl+O to exit)\r\n";
      frames.write(hello.getBytes(StandardCharsets.UTF_8));
      var output = Thread.ofVirtual().start(() -> pump(serial, frames, raw));
      for (byte[] message = frames.read(); message.length > 0; message = frames.read()) {
        type(message, serial);
      }
      serial.close();
      output.interrupt();
    }
  }

  private static void pump(SocketChannel serial, Frames frames, RawConnection raw) {
    var buffer = ByteBuffer.allocate(8192);
    try {
      while (serial.read(buffer) >= 0) {
        var bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes).clear();
        frames.write(bytes);
      }
      frames.close();
    } catch (IOException e) {
      // One of the two is gone, and with it the console.
    } finally {
      raw.close();
    }
  }

  private static void type(byte[] message, SocketChannel serial) throws IOException {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    if (text.matches("(?s)0:\\d{1,6}:.*")) {
      int start = text.indexOf(':', 2) + 1;
      int length = Math.min(Integer.parseInt(text.substring(2, start - 1)), message.length - start);
      var bytes = ByteBuffer.wrap(message, start, length);
      while (bytes.hasRemaining()) {
        serial.write(bytes);
      }
    }
  }
}
