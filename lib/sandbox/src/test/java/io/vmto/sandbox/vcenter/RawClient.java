package io.vmto.sandbox.vcenter;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;

/** SOAP by hand: sends envelopes and looks at the text that comes back. */
final class RawClient implements AutoCloseable {
  private final HttpClient http;
  private final String url;
  private final JsonNode access;
  private String cookie = "";

  RawClient(JsonNode vcenter) throws Exception {
    access = vcenter;
    url = vcenter.path("url").asString();
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (var pem : new String[] {"/pem", "/esxi/pem"}) {
      try (var in = Files.newInputStream(Path.of(vcenter.at(pem).asString()))) {
        trusted.setCertificateEntry(
            pem, CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
  }

  HttpResponse<String> call(String method, String type, String id, String parameters)
      throws IOException, InterruptedException {
    String body =
        """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>\
        <%1$s xmlns="urn:vim25"><_this type="%2$s">%3$s</_this>%4$s</%1$s></s:Body></s:Envelope>"""
            .formatted(method, type, id, parameters);
    var request =
        HttpRequest.newBuilder(URI.create(url + "/sdk"))
            .header("Cookie", cookie)
            .POST(BodyPublishers.ofString(body))
            .build();
    var answer = within(Duration.ofSeconds(3), request, BodyHandlers.ofString());
    answer
        .headers()
        .firstValue("Set-Cookie")
        .ifPresent(c -> cookie = c.substring(0, c.indexOf(';')));
    return answer;
  }

  HttpResponse<String> login() throws IOException, InterruptedException {
    return login(access.path("password").asString());
  }

  HttpResponse<String> login(String password) throws IOException, InterruptedException {
    String escaped = password.replace("&", "&amp;").replace("<", "&lt;");
    return call(
        "Login",
        "SessionManager",
        "SessionManager",
        "<userName>"
            + access.path("username").asString()
            + "</userName><password>"
            + escaped
            + "</password>");
  }

  String export(String vmId) throws IOException, InterruptedException {
    return between(call("ExportVm", "VirtualMachine", vmId, "").body(), "returnval").orElseThrow();
  }

  HttpResponse<String> lease(String method, String id, String parameters)
      throws IOException, InterruptedException {
    return call(method, "HttpNfcLease", id, parameters);
  }

  String property(String type, String id, String name) throws IOException, InterruptedException {
    return call("Fetch", type, id, "<prop>" + name + "</prop>").body();
  }

  HttpResponse<byte[]> get(String address, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address));
    headers.forEach(request::header);
    return within(Duration.ofSeconds(3), request.build(), BodyHandlers.ofByteArray());
  }

  // The client's own timeout ends with the head, and a stall comes in the body.
  private <T> HttpResponse<T> within(
      Duration time, HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    var asking = http.sendAsync(request, handler);
    try {
      return asking.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      asking.cancel(true);
      throw new HttpTimeoutException("no answer in " + time);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  String cookie() {
    return cookie;
  }

  static Optional<String> between(String xml, String element) {
    var match = Pattern.compile("<" + element + "[^>]*>([^<]*)</" + element + ">").matcher(xml);
    return match.find() ? Optional.of(match.group(1)) : Optional.empty();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
