package io.vmto.sandbox.pve;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Calls about running VMs: power, status, guest agent and console. */
final class PowerApi {
  private static final int SHUTDOWN_SECONDS = 60;
  private final Parts parts;
  private final String node;

  PowerApi(Parts parts, String node) {
    this.parts = parts;
    this.node = node;
  }

  void register(Map<String, Ask.Handler> calls) {
    String vm = "/nodes/{node}/qemu/{vmid}";
    calls.put(
        "GET " + vm + "/status/current",
        ask -> Answer.of(parts.status().current(parts.guests().get(ask.vmid()))));
    calls.put("POST " + vm + "/status/start", this::start);
    calls.put("POST " + vm + "/status/stop", this::stop);
    calls.put("POST " + vm + "/status/shutdown", this::shutdown);
    calls.put("POST " + vm + "/status/reset", this::reset);
    calls.put("POST " + vm + "/agent/ping", this::ping);
    calls.put("POST " + vm + "/termproxy", this::terminal);
  }

  private Answer worker(String type, Ask ask, Tasks.Work work) {
    new ConfigRights(parts).checkRootOnly(ask);
    return Answer.of(parts.tasks().start(type, ask.get("vmid"), ask.caller(), work));
  }

  private Answer start(Ask ask) {
    int id = ask.vmid();
    parts.guests().get(id);
    return worker(
        "qmstart",
        ask,
        log ->
            parts
                .guests()
                .locked(
                    id,
                    () -> {
                      var guest = parts.guests().get(id);
                      if (!parts.machines().isRunning(id)) {
                        guest = parts.guests().save(guest.settled());
                      }
                      parts.machines().start(guest, log);
                      return guest;
                    }));
  }

  // Stop and shutdown look for the VM in their worker, not before.
  private Guest here(int id) {
    return parts
        .guests()
        .find(id)
        .orElseThrow(
            () ->
                PveError.fault(
                    "unable to find configuration file for VM " + id + " on node '" + node + "'"));
  }

  private Answer stop(Ask ask) {
    int id = ask.vmid();
    return worker(
        "qmstop",
        ask,
        log ->
            parts
                .guests()
                .locked(
                    id,
                    () -> {
                      Change.checkLock(here(id));
                      parts.machines().stop(id);
                      return settle(id);
                    }));
  }

  private Guest settle(int id) {
    return parts.guests().save(here(id).settled());
  }

  private Answer shutdown(Ask ask) {
    int id = ask.vmid();
    int seconds = ask.number("timeout", SHUTDOWN_SECONDS);
    boolean force = ask.is("forceStop");
    return worker(
        "qmshutdown",
        ask,
        log ->
            parts
                .guests()
                .locked(id, () -> shutDownLocked(id, Duration.ofSeconds(seconds), force, log)));
  }

  private Guest shutDownLocked(int id, Duration patience, boolean force, TaskLog log)
      throws IOException, InterruptedException {
    var guest = here(id);
    Change.checkLock(guest);
    if (!parts.machines().isRunning(id)) {
      return guest;
    }
    if (GuestSettings.hasAgent(guest) && !agentAnswers(id)) {
      log.line(
          "QEMU Guest Agent is not running - VM "
              + id
              + " qga command 'guest-ping' failed - got timeout");
    }
    parts.machines().powerDown(id);
    if (!parts.machines().awaitEnd(id, patience)) {
      if (!force) {
        throw PveError.fault("VM quit/powerdown failed - got timeout");
      }
      log.line("VM still running - terminating now with SIGTERM");
      parts.machines().stop(id);
    }
    return settle(id);
  }

  private Answer reset(Ask ask) {
    int id = ask.vmid();
    parts.guests().get(id);
    if (!parts.machines().isRunning(id)) {
      throw PveError.fault("VM " + id + " not running");
    }
    return worker("qmreset", ask, log -> parts.machines().reset(id));
  }

  private Answer ping(Ask ask) {
    var guest = parts.guests().get(ask.vmid());
    if (!GuestSettings.hasAgent(guest)) {
      throw PveError.fault("No QEMU guest agent configured");
    }
    if (!parts.machines().isRunning(guest.id())) {
      throw PveError.fault("VM " + guest.id() + " is not running");
    }
    if (!agentAnswers(guest.id())) {
      throw PveError.fault("QEMU guest agent is not running");
    }
    return Answer.of(Map.of("result", Map.of()));
  }

  private boolean agentAnswers(int id) {
    var machine = parts.machines().find(id);
    if (machine.isEmpty()) {
      return false;
    }
    try (var agent = Qmp.agent(machine.get().socket("qga"), Duration.ofSeconds(3))) {
      agent.execute("guest-ping", Map.of());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Answer terminal(Ask ask) {
    var guest = parts.guests().get(ask.vmid());
    String serial =
        ask.find("serial")
            .orElseGet(
                () ->
                    guest.config().keySet().stream()
                        .filter(key -> key.startsWith("serial"))
                        .findFirst()
                        .orElse("serial0"));
    return Answer.of(parts.terminals().open(guest, serial, ask.caller()));
  }
}
