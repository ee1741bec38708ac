package io.vmto.standalone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * A request over HTTP. It is sent by the older of the two clients that the JDK has: the younger one
 * takes a third of a second to be ready, and is used for what the older one does not know.
 *
 * @param body null for none
 * @param trust which certificate to believe; null where that is left to Java
 */
record Exchange(
    String method,
    URI address,
    Map<String, String> headers,
    @Nullable String body,
    @Nullable Trust trust) {
  private static final int CONNECT = (int) Duration.ofSeconds(5).toMillis();

  /** For an answer, and for each silence in it. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What came back; blocks while its content is read, and closing it ends the exchange. */
  record Answer(
      int status, UnaryOperator<@Nullable String> headers, InputStream content, Runnable end)
      implements AutoCloseable {
    /** Empty where it was not sent. */
    String header(String name) {
      return Objects.requireNonNullElse(headers.apply(name), "");
    }

    String text() throws IOException {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      end.run();
    }
  }

  /** Blocks until the head of the answer is here. */
  Answer send() throws IOException {
    return method.equals("PATCH") ? sendYounger() : sendOlder();
  }

  private Answer sendOlder() throws IOException {
    var connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT);
    connection.setReadTimeout((int) PATIENCE.toMillis());
    headers.forEach(connection::setRequestProperty);
    if (trust != null && connection instanceof HttpsURLConnection secure) {
      trust.apply(secure);
    }
    if (body != null) {
      connection.setDoOutput(true);
      try (var out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    int status = connection.getResponseCode();
    var content = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    return new Answer(
        status,
        connection::getHeaderField,
        Objects.requireNonNullElseGet(content, InputStream::nullInputStream),
        connection::disconnect);
  }

  private Answer sendYounger() throws IOException {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(CONNECT));
    var http = (trust == null ? builder : builder.sslContext(trust.context())).build();
    var content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request = HttpRequest.newBuilder(address).timeout(PATIENCE).method(method, content);
    headers.forEach(request::header);
    try {
      var response = http.send(request.build(), BodyHandlers.ofInputStream());
      return new Answer(
          response.statusCode(),
          name -> response.headers().firstValue(name).orElse(null),
          response.body(),
          http::shutdownNow);
    } catch (InterruptedException e) {
      http.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      http.shutdownNow();
      throw e;
    }
  }
}
