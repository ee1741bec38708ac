package io.vmto.connection;

import io.vmto.contract.connection.ConnectionQuery.Access;
import io.vmto.contract.connection.ConnectionQuery.CompareHardware;
import io.vmto.contract.connection.ConnectionQuery.DiagnoseConnection;
import io.vmto.contract.connection.ConnectionQuery.FindMachine;
import io.vmto.contract.connection.ConnectionQuery.FoundMachine;
import io.vmto.contract.connection.ConnectionQuery.ListMachines;
import io.vmto.contract.connection.ConnectionQuery.ListNodes;
import io.vmto.contract.connection.ConnectionQuery.Machines;
import io.vmto.contract.connection.ConnectionQuery.Nodes;
import io.vmto.contract.connection.ConnectionQuery.OpenConnection;
import io.vmto.contract.connection.Diagnosis;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.machine.Hardware;
import io.vmto.hypervisor.PlatformInfo;
import io.vmto.hypervisor.Platforms;
import io.vmto.hypervisor.proxmox.ProxmoxProbe;
import io.vmto.hypervisor.vsphere.VsphereProbe;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.axonframework.queryhandling.QueryHandler;

/** Answers from the endpoints themselves, on threads that may block. */
class Inventory {
  private final Registry registry;
  private final ExecutorService threads;

  Inventory(Registry registry, ExecutorService threads) {
    this.registry = registry;
    this.threads = threads;
  }

  @QueryHandler
  CompletableFuture<Machines> answer(ListMachines query) {
    return ask(
        () -> {
          var access = registry.access(query.connection());
          try (var source = Platforms.source(access.endpoint(), access.secret())) {
            return new Machines(source.machines());
          }
        });
  }

  @QueryHandler
  CompletableFuture<FoundMachine> answer(FindMachine query) {
    return ask(
        () -> {
          var access = registry.access(query.connection());
          try (var source = Platforms.source(access.endpoint(), access.secret())) {
            var info = source.info();
            return new FoundMachine(
                source.machine(query.machine()), names(info), info.instanceId());
          }
        });
  }

  @QueryHandler
  CompletableFuture<Nodes> answer(ListNodes query) {
    return ask(
        () -> {
          var access = registry.access(query.connection());
          try (var target = Platforms.target(access)) {
            return new Nodes(target.nodes(), names(target.info()));
          }
        });
  }

  @QueryHandler
  CompletableFuture<Diagnosis> answer(DiagnoseConnection query) {
    return ask(
        () -> {
          var access = registry.access(query.connection());
          return switch (access.endpoint().kind()) {
            case VSPHERE -> VsphereProbe.run(access.endpoint(), access.secret());
            case PROXMOX -> ProxmoxProbe.run(access.endpoint(), access.secret(), access.sshKey());
          };
        });
  }

  @QueryHandler
  CompletableFuture<Hardware> answer(CompareHardware query) {
    return ask(
        () -> {
          var kind = registry.access(query.connection()).endpoint().kind();
          return Platforms.hardware(kind, query.machine(), query.networks(), query.storage());
        });
  }

  @QueryHandler
  CompletableFuture<Access> answer(OpenConnection query) {
    return ask(() -> registry.access(query.connection()));
  }

  private <T> CompletableFuture<T> ask(Supplier<T> question) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return question.get();
          } catch (RuntimeException e) {
            throw new Rejected(Probe.failure(e));
          }
        },
        threads);
  }

  private static Set<String> names(PlatformInfo info) {
    return info.capabilities().stream().map(Enum::name).collect(Collectors.toSet());
  }
}
