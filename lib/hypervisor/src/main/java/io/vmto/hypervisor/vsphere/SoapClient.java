package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.PROTOCOL_ERROR;
import static io.vmto.contract.error.ErrorCode.UPSTREAM_BUSY;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.HttpsResponse;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Tls;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** One SOAP 1.1 call at a time over HTTPS, in the dialect of vim25, with the session's cookies. */
final class SoapClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LARGEST_ANSWER = 64 << 20;

  /**
   * Calls that change nothing, so that a dead connection may be replaced and the call sent again.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "RetrieveServiceContent",
          "CurrentTime",
          "RetrievePropertiesEx",
          "HttpNfcLeaseProgress",
          "HttpNfcLeaseGetManifest",
          "HasPrivilegeOnEntities");

  private final Https https;
  private final Recorder recorder;
  private final int largestAnswer;
  private final Map<String, String> cookies = new ConcurrentSkipListMap<>();
  private final Set<String> secrets = ConcurrentHashMap.newKeySet();
  private volatile String version = "6.0";

  SoapClient(Https https, Recorder recorder) {
    this(https, recorder, LARGEST_ANSWER);
  }

  SoapClient(Https https, Recorder recorder, int largestAnswer) {
    this.largestAnswer = largestAnswer;
    this.https = https;
    this.recorder = recorder;
  }

  void speak(String apiVersion) {
    version = apiVersion;
  }

  /** Never to be recorded, wherever it turns up. */
  void keepSecret(String value) {
    if (!value.isBlank()) {
      secrets.add(value);
    }
  }

  void forgetCookies() {
    cookies.clear();
  }

  /** {@code Cookie} header of the session, for other requests to the same server; may be empty. */
  Map<String, String> cookieHeader() {
    var all =
        cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? Map.of() : Map.of("Cookie", all);
  }

  /** The {@code …Response} element; a {@link SoapFault} where the server says no. */
  Node call(String method, Moref self, SoapArgs args) {
    var envelope = args.envelope(method, self);
    try (var response = https.send(request(method, envelope))) {
      remember(response);
      var bytes = response.bytes(largestAnswer);
      recorder.exchange(
          method,
          Recorder.mask(envelope, secrets),
          response.status(),
          Recorder.mask(new String(bytes, UTF_8), secrets));
      return answer(method, response.status(), bytes);
    } catch (HttpsResponse.TooLarge e) {
      throw garbled(method, "an answer that is too large", e);
    } catch (XMLStreamException e) {
      throw garbled(method, "something that is not the XML of vSphere", e);
    } catch (IOException e) {
      throw Tls.failure(https.address(), e);
    }
  }

  private Https.Request request(String method, String envelope) {
    var headers = new TreeMap<>(cookieHeader());
    headers.put("Content-Type", "text/xml; charset=utf-8");
    headers.put("SOAPAction", "\"urn:vim25/" + version + "\"");
    headers.put("User-Agent", "vmto");
    var body = envelope.getBytes(UTF_8);
    var harmless = HARMLESS.contains(method);
    return new Https.Request("POST", "/sdk", headers, body, PATIENCE, PATIENCE, harmless);
  }

  private static Node answer(String method, int status, byte[] bytes) throws XMLStreamException {
    if (status == 503 || status == 429) {
      throw new PlatformException(
          Failure.passing(
              UPSTREAM_BUSY, "The server is overloaded or starting", "It is tried again."));
    }
    if (status != 200 && status != 500) {
      throw garbled(method, "HTTP status " + status, null);
    }
    var body = NodeReader.read(bytes).at("Body");
    if (body.at("Fault").present()) {
      throw SoapFault.inBody(body.at("Fault"));
    }
    var answer = body.at(method + "Response");
    if (!answer.present() || status != 200) {
      throw garbled(method, "an answer to another question", null);
    }
    return answer;
  }

  private static PlatformException garbled(String method, String what, @Nullable Exception cause) {
    var failure =
        Failure.of(
                PROTOCOL_ERROR,
                "The server answered " + method + " with " + what,
                "Check that the endpoint is a vCenter or an ESXi host and no proxy is in between.")
            .with("call", method);
    return cause == null ? new PlatformException(failure) : new PlatformException(failure, cause);
  }

  /** Values go back exactly as they came: vCenter quotes them, and means the quotes. */
  private void remember(HttpsResponse response) {
    for (var header : response.headers("Set-Cookie")) {
      var equals = header.indexOf('=');
      var end = header.indexOf(';', Math.max(0, closingQuote(header, equals)));
      if (equals > 0) {
        var value = header.substring(equals + 1, end < 0 ? header.length() : end).strip();
        cookies.put(header.substring(0, equals).strip(), value);
        keepSecret(value.replace("\"", ""));
      }
    }
  }

  private static int closingQuote(String header, int equals) {
    return header.startsWith("\"", equals + 1) ? header.indexOf('"', equals + 2) : equals;
  }

  @Override
  public void close() {
    https.close();
  }
}
