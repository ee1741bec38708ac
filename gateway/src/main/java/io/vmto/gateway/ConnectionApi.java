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
  Mono<ResponseEntity<Accepted>> create(Body body, Call call) {
    var id = new ConnectionId(call.newId(ADDRESS));
    var command = body.as(fields -> ConnectionForm.create(id, fields));
    return send(command, call)
        .delayUntil(done -> bus.seen(new FindConnection(id), ConnectionView.class, call));
  }

  @GetMapping
  Mono<Lists.Connections> list(Lists.ConnectionsAsked asked, Call call) {
    return bus.ask(asked.query(), ViewQuery.Connections.class, call).map(Lists.Connections::of);
  }

  @GetMapping("/{id}")
  Mono<ConnectionView> find(@PathVariable ConnectionId id, Call call) {
    return bus.ask(new FindConnection(id), ConnectionView.class, call);
  }

  @PostMapping("/{id}/trust")
  Mono<ResponseEntity<Accepted>> trust(@PathVariable ConnectionId id, Body body, Call call) {
    var fingerprint = body.as(ConnectionForm::fingerprint);
    return send(new ConfirmFingerprint(id, fingerprint), call);
  }

  @PostMapping("/{id}/validate")
  Mono<ResponseEntity<Accepted>> validate(@PathVariable ConnectionId id, Body body, Call call) {
    body.none();
    return send(new ValidateConnection(id), call);
  }

  @PutMapping("/{id}/secret")
  Mono<ResponseEntity<Accepted>> secret(@PathVariable ConnectionId id, Body body, Call call) {
    return send(
        body.as(f -> new ChangeSecret(id, f.text("username"), ConnectionForm.secret(f))), call);
  }

  @PutMapping("/{id}/ssh")
  Mono<ResponseEntity<Accepted>> ssh(@PathVariable ConnectionId id, Body body, Call call) {
    return send(body.as(fields -> ConnectionForm.ssh(id, fields)), call);
  }

  @DeleteMapping("/{id}/ssh")
  Mono<ResponseEntity<Accepted>> withoutSsh(@PathVariable ConnectionId id, Body body, Call call) {
    body.none();
    return send(new ChangeSsh(id, Endpoint.Ssh.NONE, new Secret("")), call);
  }

  @PatchMapping("/{id}/limits")
  Mono<ResponseEntity<Accepted>> limits(@PathVariable ConnectionId id, Body body, Call call) {
    return send(
        new LimitConnection(id, body.as(fields -> fields.size(Migration.BYTES_PER_SECOND))), call);
  }

  @DeleteMapping("/{id}")
  Mono<ResponseEntity<Accepted>> remove(@PathVariable ConnectionId id, Body body, Call call) {
    body.none();
    return send(new RemoveConnection(id), call);
  }

  @GetMapping("/{id}/machines")
  Mono<ConnectionQuery.Machines> machines(@PathVariable ConnectionId id, Call call) {
    return bus.askLive(new ListMachines(id), ConnectionQuery.Machines.class, call);
  }

  @GetMapping("/{id}/machines/{machine}")
  Mono<FoundMachine> machine(
      @PathVariable ConnectionId id, @PathVariable String machine, Call call) {
    return bus.askLive(new FindMachine(id, machine), FoundMachine.class, call);
  }

  @GetMapping("/{id}/nodes")
  Mono<ConnectionQuery.Nodes> nodes(@PathVariable ConnectionId id, Call call) {
    return bus.askLive(new ListNodes(id), ConnectionQuery.Nodes.class, call);
  }

  @GetMapping("/{id}/diagnosis")
  Mono<Diagnosis> diagnosis(@PathVariable ConnectionId id, Call call) {
    return bus.askLive(new DiagnoseConnection(id), Diagnosis.class, call);
  }

  private Mono<ResponseEntity<Accepted>> send(ConnectionCommand command, Call call) {
    var id = command.target().value();
    return bus.send(command, call)
        .then(Mono.fromSupplier(() -> Accepted.at(ADDRESS + "/" + id, id)));
  }
}
