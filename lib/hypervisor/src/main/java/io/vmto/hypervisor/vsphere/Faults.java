package io.vmto.hypervisor.vsphere;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;

/** What a vim25 fault means to an operator. */
final class Faults {
  private static final String TRY_LATER = "It is tried again; look at the tasks of the host.";

  private Faults() {}

  static PlatformException translate(SoapFault fault) {
    var failure = failure(fault).with("fault", fault.type());
    return new PlatformException(
        fault.said().isBlank() ? failure : failure.with("said", fault.said()), fault);
  }

  private static Failure failure(SoapFault fault) {
    return switch (fault.type()) {
      case "InvalidLogin" ->
          Failure.of(
              ErrorCode.LOGIN_REFUSED,
              "The user name or the password was refused",
              "Enter the credentials of the connection again.");
      case "NotAuthenticated" ->
          Failure.passing(
              ErrorCode.SESSION_EXPIRED, "The session ended", "It is opened again by itself.");
      case "NoPermission" -> noPermission(fault);
      case "RestrictedVersion" ->
          Failure.of(
              ErrorCode.UNSUPPORTED,
              "The host's licence allows reading only (free ESXi)",
              "Give the host a licence, or connect to the vCenter that manages it.");
      case "NotSupported", "MethodNotFound", "NotImplemented", "MethodDisabled" ->
          Failure.of(
              ErrorCode.UNSUPPORTED,
              "The server does not support this call",
              "Run `vmto doctor connection` to see what the server can do.");
      case "ToolsUnavailable" ->
          Failure.of(
              ErrorCode.UNSUPPORTED,
              "The guest cannot be asked to shut down: VMware Tools do not run in it",
              "Start VMware Tools in the guest, or shut it down yourself.");
      case "ManagedObjectNotFound" ->
          Failure.of(
                  ErrorCode.UNKNOWN_MACHINE,
                  "The object is not there any more",
                  "Read the inventory again.")
              .with("object", fault.detail().text("obj"));
      case "InvalidPowerState", "InvalidState" -> state(fault);
      default -> rest(fault);
    };
  }

  private static Failure rest(SoapFault fault) {
    return switch (fault.type()) {
      case "TaskInProgress", "ResourceInUse", "ConcurrentAccess", "VimFaultInUse" ->
          Failure.passing(ErrorCode.UPSTREAM_BUSY, "The machine or host is busy", TRY_LATER);
      case "FileLocked" ->
          Failure.passing(
              ErrorCode.DISK_LOCKED, "The disk's file is locked by somebody else", TRY_LATER);
      case "FileFault",
          "FileNotFound",
          "CannotAccessFile",
          "CannotAccessVmDisk",
          "FileNotReadable" ->
          Failure.of(
                  ErrorCode.DISK_UNREADABLE,
                  "The platform cannot read the disk's file",
                  "Check the datastore and the disk's file on the platform.")
              .with("file", fault.detail().text("file"));
      case "HostNotConnected", "HostNotReachable", "HostCommunication" ->
          Failure.passing(
              ErrorCode.UNREACHABLE,
              "The vCenter does not reach the machine's host",
              "Reconnect the host in the vCenter.");
      case "Timedout", "RequestCanceled" ->
          Failure.passing(ErrorCode.TIMED_OUT, "The platform gave the call up", TRY_LATER);
      case "SystemError" ->
          Failure.passing(ErrorCode.UPSTREAM_FAILED, "The platform had an error inside", TRY_LATER);
      default ->
          Failure.of(
              ErrorCode.UPSTREAM_FAILED,
              "The platform refused the call",
              "Look at the platform's own events for the cause.");
    };
  }

  private static Failure noPermission(SoapFault fault) {
    var privilege = fault.detail().text("privilegeId");
    var name = privilege.isEmpty() ? "a privilege it does not name" : privilege;
    return Failure.of(
            ErrorCode.PERMISSION_MISSING,
            "The user lacks " + name,
            "Add " + name + " to the user's role on the object or one of its parents.")
        .with("privilege", name)
        .with("object", fault.detail().text("object"));
  }

  private static Failure state(SoapFault fault) {
    if (fault.detail().text("existingState").equals("poweredOn")) {
      return Failure.of(
          ErrorCode.SOURCE_POWERED_ON,
          "The machine is powered on",
          "Shut it down in the guest, then start the step again.");
    }
    return Failure.passing(
        ErrorCode.UPSTREAM_BUSY, "The machine is not in a state that allows the call", TRY_LATER);
  }
}
