package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.wire.Request;
import io.vmto.sandbox.wire.Response;
import io.vmto.sandbox.wire.WireException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /sdk}: SOAP in, SOAP out. Fault points {@code soap.METHOD} with the subject's managed
 * object id: REFUSE answers with the fault named in the detail, EXPIRE ends the session first,
 * VANISH does the work and cuts the connection instead of answering, LIE answers nonsense; CUT,
 * STALL, DELAY and THROTTLE act on the answer.
 */
final class Sdk {
  private static final int MAX_REQUEST = 4 << 20;
  private static final String XML = "text/xml; charset=utf-8";

  private final World world;
  private final Methods methods;

  Sdk(World world, Methods methods) {
    this.world = world;
    this.methods = methods;
  }

  void handle(Request request, Response response) throws IOException {
    if (request.is("GET", "/sdk/vimServiceVersions.xml")) {
      response.send("text/xml", About.VERSIONS);
      return;
    }
    if (!request.is("POST", "/sdk") && !request.is("POST", "/sdk/")) {
      throw new WireException(404, "not found");
    }
    var settings = world.settings();
    var writer = new SoapWriter(settings.randomPrefixes(), settings.extraElements());
    try {
      var call = SoapCall.parse(request.bytes(MAX_REQUEST));
      answer(call, request, response, writer);
    } catch (SoapFault fault) {
      response.status(500).send(XML, writer.fault(fault));
    }
  }

  private void answer(SoapCall call, Request request, Response response, SoapWriter writer)
      throws IOException {
    var fault = world.faults().at("soap." + call.method(), call.self().id());
    fault.ifPresent(f -> before(f, request, response));
    @Nullable Value value = world.locked(() -> methods.call(call, request, response));
    if (fault.filter(f -> f.action() == Fault.Action.VANISH).isPresent()) {
      throw response.cut();
    }
    if (fault.filter(f -> f.action() == Fault.Action.LIE).isPresent()) {
      response.send("text/html", "<html><body>Service starting…</body></html>");
      return;
    }
    response.send(XML, writer.response(call.method(), value));
  }

  private void before(Fault fault, Request request, Response response) {
    response.shape(fault.shaping());
    String type = Optional.ofNullable(fault.detail()).orElse("SystemError");
    switch (fault.action()) {
      case REFUSE -> throw SoapFault.of(type, "injected " + type);
      case EXPIRE -> expire(request);
      default -> {}
    }
  }

  private void expire(Request request) {
    world.locked(
        () -> {
          world.sessions().of(request).ifPresent(world.sessions()::end);
          return true;
        });
  }
}
