package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Ref;

/** A method fault of vim25, answered as HTTP 500 with a SOAP fault. */
final class SoapFault extends RuntimeException {
  private final transient Data fault;

  SoapFault(Data fault, String message) {
    super(message);
    this.fault = fault;
  }

  Data fault() {
    return fault;
  }

  static SoapFault of(String type, String message) {
    return new SoapFault(bare(type), message);
  }

  /** A fault of that type with whatever its schema demands filled in. */
  static Data bare(String type) {
    var fault = Data.derived(type);
    return switch (type) {
      case "NotAuthenticated", "NoPermission" ->
          fault.put("object", World.ROOT).put("privilegeId", "System.View");
      case "FileFault" -> fault.put("file", "[datastore1] unknown");
      case "TaskInProgress" -> fault.put("task", new Ref("Task", "task-0"));
      case "InvalidPowerState" -> fault.put("existingState", Vm.power("poweredOn"));
      case "SystemError" -> fault.put("reason", "injected");
      default -> fault;
    };
  }

  static SoapFault notAuthenticated() {
    return of("NotAuthenticated", "The session is not authenticated.");
  }

  static SoapFault gone(Ref object) {
    return new SoapFault(
        Data.derived("ManagedObjectNotFound").put("obj", object),
        "The object '%s:%s' has already been deleted or has not been completely created"
            .formatted("vim." + object.type(), object.id()));
  }

  static SoapFault powerState(String existing) {
    return new SoapFault(
        Data.derived("InvalidPowerState").put("existingState", Vm.power(existing)),
        "The attempted operation cannot be performed in the current state (" + existing + ").");
  }

  static SoapFault taskInProgress() {
    return of("TaskInProgress", "Another task is already in progress.");
  }

  static SoapFault invalidProperty(String path) {
    return new SoapFault(Data.derived("InvalidProperty").put("name", path), "invalid property");
  }

  static SoapFault invalidRequest(String message) {
    return of("InvalidRequest", message);
  }
}
