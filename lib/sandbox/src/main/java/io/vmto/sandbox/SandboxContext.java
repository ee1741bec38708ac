package io.vmto.sandbox;

import io.vmto.sandbox.wire.Handler;
import io.vmto.sandbox.wire.WireServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * What the sandbox gives a pretender: a folder of its own, the shared faults, and servers whose
 * port and certificate stay the same across restarts.
 */
public final class SandboxContext {
  private static final List<String> PORT_ORDER =
      List.of("control", "vcenter", "esxi", "pve", "ssh");

  private final Path root;
  private final String pretender;
  private final int portBase;
  private final Faults faults;

  SandboxContext(Path root, String pretender, int portBase, Faults faults) {
    this.root = root;
    this.pretender = pretender;
    this.portBase = portBase;
    this.faults = faults;
  }

  /** The pretender's own folder; may not exist yet. */
  public Path folder() {
    return root.resolve(pretender);
  }

  public Faults faults() {
    return faults;
  }

  /** Starts an HTTPS server on the port and with the certificate that go with the name. */
  public WireServer serve(String server, Handler handler) throws IOException {
    var started = WireServer.start(root.resolve("tls"), server, port(server), handler);
    remember(server, started.port());
    return started;
  }

  WireServer servePlain(String server, Handler handler) throws IOException {
    var started = WireServer.plain(port(server), handler);
    remember(server, started.port());
    return started;
  }

  /** The port that goes with the name; 0 lets the system choose, which is to be remembered. */
  public int port(String server) {
    if (portBase > 0) {
      int place = PORT_ORDER.indexOf(server);
      if (place < 0) {
        throw new IllegalArgumentException("no place in the port order for " + server);
      }
      return portBase + place;
    }
    return Json.load(ports(), Ports.class).map(p -> p.of().getOrDefault(server, 0)).orElse(0);
  }

  /** Notes the port that a server was given. */
  public void remember(String server, int port) {
    var known = Json.load(ports(), Ports.class).orElse(new Ports(new TreeMap<>()));
    if (known.of().getOrDefault(server, 0) != port) {
      known.of().put(server, port);
      Json.save(ports(), known);
    }
  }

  private Path ports() {
    return root.resolve("ports.json");
  }

  record Ports(TreeMap<String, Integer> of) {}
}
