package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform.Draft;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatform.Marker;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Creates the stopped target machine, which holds its id; somebody else's id is left alone. */
final class ReserveVmStep {
  private static final int TRIES = 5;

  private final String installation;

  ReserveVmStep(String installation) {
    this.installation = installation;
  }

  StepOutcome run(StepContext context) {
    var held = context.held(Resource.Kind.TARGET_VM, "");
    var marker = held.map(h -> Refs.marker(h.resource().name())).orElseGet(() -> fresh(context));
    var resource =
        context.resource(
            Resource.Kind.TARGET_VM, marker.toString(), context.request().target().node(), "");
    context.reports().intend(resource);
    var machine = context.target().find(marker).orElseGet(() -> create(context, marker));
    context.reports().opened(resource, machine.toString());
    return new StepOutcome.Succeeded(StepReport.of(Map.of("machine", machine.toString())));
  }

  private Marker fresh(StepContext context) {
    var nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return new Marker(installation, context.run().job().value(), nonce);
  }

  private static MachineRef create(StepContext context, Marker marker) {
    var request = context.request();
    var name = request.name().isEmpty() ? context.machine().name() : request.name();
    for (int attempt = 1; ; attempt++) {
      var ref = new MachineRef(request.target().node(), context.target().nextMachineId());
      try {
        return context
            .target()
            .create(
                new Draft(
                    ref,
                    name,
                    context.machine(),
                    request.networks(),
                    request.target().storage(),
                    marker));
      } catch (PlatformException e) {
        if (e.failure().code() != ErrorCode.MACHINE_ID_TAKEN || attempt == TRIES) {
          throw e;
        }
      }
    }
  }
}
