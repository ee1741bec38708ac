package io.vmto.hypervisor.vsphere;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.xml.stream.XMLStreamException;

/**
 * Answers SOAP calls from a script, for what no packaged simulator does. Prefixes are random, so
 * that nothing can depend on them.
 */
final class ScriptedVcenter implements AutoCloseable {
  static final String COOKIE = "vmware_soap_session=\"0b5;7f\"";

  final TestServer server = TestServer.start(this::handle);

  /** Method → answer inside the response element; throw {@link SoapFault} to refuse. */
  final Map<String, Function<Node, String>> methods = new ConcurrentHashMap<>();

  /** Object id → path → {@code val} element. */
  final Map<String, Map<String, String>> objects = new ConcurrentHashMap<>();

  final Map<String, HttpHandler> files = new ConcurrentHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> cookies = new CopyOnWriteArrayList<>();
  private final String prefix = "p" + new Random().nextInt(1000);

  ScriptedVcenter() {
    methods.put("RetrieveServiceContent", _ -> CONTENT);
    methods.put("Login", _ -> "<returnval><key>k</key></returnval>");
    methods.put("Logout", _ -> "");
    methods.put("CreateContainerView", ScriptedVcenter::view);
    methods.put("DestroyView", _ -> "");
    methods.put("RetrievePropertiesEx", this::retrieve);
  }

  private static final String CONTENT =
      """
      <returnval><rootFolder type="Folder">group-d1</rootFolder>
      <propertyCollector type="PropertyCollector">pc</propertyCollector>
      <viewManager type="ViewManager">vm</viewManager>
      <about><name>Scripted</name><version>8.0.3</version><build>1</build>
      <apiType>VirtualCenter</apiType><apiVersion>8.0.3.0</apiVersion></about>
      <sessionManager type="SessionManager">sm</sessionManager></returnval>""";

  private static String view(Node call) {
    return "<returnval type=\"ContainerView\">session[k]" + call.text("type") + "</returnval>";
  }

  /** Answers for one object, or for all objects whose id begins like the view's type. */
  private String retrieve(Node call) {
    var set = call.at("specSet");
    var type = set.text("propSet", "type");
    var wanted = set.text("objectSet", "obj");
    var all = wanted.startsWith("session[k]" + type);
    var found = new StringBuilder();
    objects.forEach(
        (id, values) -> {
          if (id.equals(wanted) || (all && id.startsWith(type))) {
            found.append("<objects><obj type=\"" + type + "\">" + id + "</obj>");
            for (var path : set.at("propSet").all("pathSet")) {
              if (values.containsKey(path.text())) {
                found.append("<propSet><name>" + path.text() + "</name>");
                found.append(values.get(path.text()) + "</propSet>");
              }
            }
            found.append("</objects>");
          }
        });
    if (found.isEmpty() && !all) {
      throw new SoapFault("ManagedObjectNotFound", "gone", Node.NONE);
    }
    return found.isEmpty() ? "" : "<returnval>" + found + "</returnval>";
  }

  Endpoint endpoint() {
    return new Endpoint(PlatformKind.VSPHERE, server.url(), "u", server.sha256(), Map.of());
  }

  SourcePlatform connect(Duration stall) {
    return VsphereSource.connect(endpoint(), new Secret("planted-password"), stall);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var cookie = exchange.getRequestHeaders().getFirst("Cookie");
      cookies.add(String.valueOf(cookie));
      var path = exchange.getRequestURI().getPath();
      if (path.equals("/sdk")) {
        soap(exchange);
      } else {
        files.getOrDefault(path, e -> e.sendResponseHeaders(404, -1)).handle(exchange);
      }
    }
  }

  private void soap(HttpExchange exchange) throws IOException {
    int status = 200;
    String body;
    try {
      var call =
          NodeReader.read(exchange.getRequestBody().readAllBytes())
              .at("Body")
              .children()
              .getFirst();
      calls.add(call.name());
      if (call.name().equals("Login")) {
        exchange.getResponseHeaders().add("Set-Cookie", COOKIE + "; Path=/; HttpOnly; Secure");
      }
      var script = methods.getOrDefault(call.name(), ScriptedVcenter::unknown);
      body =
          "<" + call.name() + "Response>" + script.apply(call) + "</" + call.name() + "Response>";
    } catch (SoapFault fault) {
      status = 500;
      body = fault(fault);
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
    var bytes = envelope(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml; charset=utf-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String unknown(Node call) {
    throw new SoapFault("MethodNotFound", call.name(), Node.NONE);
  }

  private static String fault(SoapFault fault) {
    var inner = new StringBuilder();
    for (var part : fault.detail().children()) {
      inner.append("<" + part.name() + ">" + part.text() + "</" + part.name() + ">");
    }
    return "<Fault><faultcode>x</faultcode><faultstring>said</faultstring><detail>"
        + ("<" + fault.type() + "Fault xsi:type=\"" + fault.type() + "\">" + inner)
        + ("</" + fault.type() + "Fault></detail></Fault>");
  }

  private String envelope(String body) {
    var prefixed =
        body.replaceAll("<(/?)(\\w)", "<$1" + prefix + ":$2")
            .replace("xsi:type", prefix + "i:type");
    return "<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\""
        + (" xmlns:" + prefix + "=\"urn:vim25\" xmlns:" + prefix + "i=")
        + "\"http://www.w3.org/2001/XMLSchema-instance\"><e:Body>"
        + prefixed
        + "</e:Body></e:Envelope>";
  }

  @Override
  public void close() {
    server.close();
  }
}
