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

  /** What came back; closing its content ends the exchange. */
  record Answer(int status, InputStream content) {
    String text() throws IOException {
      try (content) {
        return new String(content.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** Blocks until the head of the answer is here and reads the rest by a function. */
  <T> T send(Reader<T> reader) throws IOException {
    return method.equals("PATCH") ? sendYounger(reader) : sendOlder(reader);
  }

  /** Reads an answer; the exchange ends with it. */
  interface Reader<T> {
    T read(Answer answer) throws IOException;
  }

  private <T> T sendOlder(Reader<T> reader) throws IOException {
    var connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT);
    connection.setReadTimeout((int) PATIENCE.toMillis());
    headers.forEach(connection::setRequestProperty);
    if (trust != null && connection instanceof HttpsURLConnection secure) {
      trust.apply(secure);
    }
    try {
      if (body != null) {
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
          out.write(body.getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = connection.getResponseCode();
      var content = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      return reader.read(
          new Answer(
              status, Objects.requireNonNullElseGet(content, InputStream::nullInputStream)));
    } finally {
      connection.disconnect();
    }
  }

  private <T> T sendYounger(Reader<T> reader) throws IOException {
    var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    builder.connectTimeout(Duration.ofMillis(CONNECT));
    if (trust != null) {
      builder.sslContext(trust.context());
    }
    var request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try (var http = builder.build()) {
      var response = http.send(request.build(), BodyHandlers.ofInputStream());
      try (var content = response.body()) {
        return reader.read(new Answer(response.statusCode(), content));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
