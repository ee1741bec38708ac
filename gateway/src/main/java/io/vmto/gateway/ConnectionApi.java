package io.vmto.gateway;

import io.vmto.contract.connection.ConnectionCommand;
import io.vmto.contract.connection.ConnectionCommand.ChangeSecret;
import io.vmto.contract.connection.ConnectionCommand.ChangeSsh;
import io.vmto.contract.connection.ConnectionCommand.ConfirmFingerprint;
import io.vmto.contract.connection.ConnectionCommand.LimitConnection;
import io.vmto.contract.connection.ConnectionCommand.RemoveConnection;
import io.vmto.contract.connection.ConnectionCommand.ValidateConnection;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionQuery;
import io.vmto.contract.connection.ConnectionQuery.DiagnoseConnection;
import io.vmto.contract.connection.ConnectionQuery.FindMachine;
import io.vmto.contract.connection.ConnectionQuery.FoundMachine;
import io.vmto.contract.connection.ConnectionQuery.ListMachines;
import io.vmto.contract.connection.ConnectionQuery.ListNodes;
import io.vmto.contract.connection.Diagnosis;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindConnection;
import io.vmto.gateway.openapi.Operation;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Endpoints and what is on them. */
@RestController
@RequestMapping(ConnectionApi.ADDRESS)
final class ConnectionApi {
  static final String ADDRESS = "/api/v1/connections";

  private final Bus bus;

  ConnectionApi(Bus bus) {
    this.bus = bus;
  }

  @PostMapping
  @Operation(
      value = "Register an endpoint with its secret.",
      body =
          """
          {"name": "vcenter", "kind": "VSPHERE", "url": "https://vcenter.example", "username": "ann",
           "secret": "s3cret", "trust?": "ca", "mounts?": {"local*": "/mnt/local"}}
          """)
  Mono<ResponseEntity<Accepted>> create(Body body, Call call) {
    var id = new ConnectionId(call.newId(ADDRESS));
    var command = body.as(fields -> ConnectionForm.create(id, fields));
    return send(command, call)
        .delayUntil(done -> bus.seen(new FindConnection(id), ConnectionView.class, call));
  }

  @GetMapping
  @Operation("List connections.")
  Mono<Lists.Connections> list(Lists.ConnectionsAsked asked, Call call) {
    return bus.ask(asked.query(), ViewQuery.Connections.class, call).map(Lists.Connections::of);
  }

  @GetMapping("/{id}")
  @Operation("A connection, never its secret.")
  Mono<ConnectionView> find(@PathVariable ConnectionId id, Call call) {
    return bus.ask(new FindConnection(id), ConnectionView.class, call);
  }

  @PostMapping("/{id}/trust")
  @Operation(
      value = "Confirm the fingerprint that was compared.",
      body =
          """
          {"fingerprint": "AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:CD"}
          """)
  Mono<ResponseEntity<Accepted>> trust(@PathVariable ConnectionId id, Body body, Call call) {
    var fingerprint = body.as(ConnectionForm::fingerprint);
    return send(new ConfirmFingerprint(id, fingerprint), call);
  }

  @PostMapping("/{id}/validate")
  @Operation("Try it again.")
  Mono<ResponseEntity<Accepted>> validate(@PathVariable ConnectionId id, Body body, Call call) {
    body.none();
    return send(new ValidateConnection(id), call);
  }

  @PutMapping("/{id}/secret")
  @Operation(
      value = "Change user and secret.",
      body = "{\"username\": \"ann\", \"secret\": \"s3cret\"}")
  Mono<ResponseEntity<Accepted>> secret(@PathVariable ConnectionId id, Body body, Call call) {
    return send(
        body.as(f -> new ChangeSecret(id, f.text("username"), ConnectionForm.secret(f))), call);
  }

  @PutMapping("/{id}/ssh")
  @Operation(
      value = "Say how to log in to the node by SSH.",
      body =
          """
          {"user": "root", "port?": 22, "hostKey": "SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
           "privateKey": "-----BEGIN OPENSSH PRIVATE KEY-----"}
          """)
  Mono<ResponseEntity<Accepted>> ssh(@PathVariable ConnectionId id, Body body, Call call) {
    return send(body.as(fields -> ConnectionForm.ssh(id, fields)), call);
  }

  @DeleteMapping("/{id}/ssh")
  @Operation("Forget how to log in to the node.")
  Mono<ResponseEntity<Accepted>> withoutSsh(@PathVariable ConnectionId id, Body body, Call call) {
    body.none();
    return send(new ChangeSsh(id, Endpoint.Ssh.NONE, new Secret("")), call);
  }

  @PatchMapping("/{id}/limits")
  @Operation(
      value = "Limit what all jobs together read from it; 0 is no limit.",
      body = "{\"bytesPerSecond\": 100000000}")
  Mono<ResponseEntity<Accepted>> limits(@PathVariable ConnectionId id, Body body, Call call) {
    return send(
        new LimitConnection(id, body.as(fields -> fields.size(Migration.BYTES_PER_SECOND))), call);
  }

  @DeleteMapping("/{id}")
  @Operation("Forget a connection and its secret.")
  Mono<ResponseEntity<Accepted>> remove(@PathVariable ConnectionId id, Body body, Call call) {
    body.none();
    return send(new RemoveConnection(id), call);
  }

  @GetMapping("/{id}/machines")
  @Operation("The machines on it, live.")
  Mono<ConnectionQuery.Machines> machines(@PathVariable ConnectionId id, Call call) {
    return bus.askLive(new ListMachines(id), ConnectionQuery.Machines.class, call);
  }

  @GetMapping("/{id}/machines/{machine}")
  @Operation("One machine by its handle or unique name, live.")
  Mono<FoundMachine> machine(
      @PathVariable ConnectionId id, @PathVariable String machine, Call call) {
    return bus.askLive(new FindMachine(id, machine), FoundMachine.class, call);
  }

  @GetMapping("/{id}/nodes")
  @Operation("The nodes and storages on it, live.")
  Mono<ConnectionQuery.Nodes> nodes(@PathVariable ConnectionId id, Call call) {
    return bus.askLive(new ListNodes(id), ConnectionQuery.Nodes.class, call);
  }

  @GetMapping("/{id}/diagnosis")
  @Operation("What we assume about it, checked read-only.")
  Mono<Diagnosis> diagnosis(@PathVariable ConnectionId id, Call call) {
    return bus.askLive(new DiagnoseConnection(id), Diagnosis.class, call);
  }

  private Mono<ResponseEntity<Accepted>> send(ConnectionCommand command, Call call) {
    var id = command.target().value();
    return bus.send(command, call)
        .then(Mono.fromSupplier(() -> Accepted.at(ADDRESS + "/" + id, id)));
  }
}
