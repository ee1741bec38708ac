package io.vmto.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vmto.standalone.cli.catalogue.Answer;
import io.vmto.standalone.cli.catalogue.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists that come in pages, told in each form. */
class ListingTest {
  private static final Answer LIST =
      Answer.pages(
          "things",
          2,
          0,
          new Column("NAME", Column.Form.TEXT, List.of("name")),
          new Column("SIZE", Column.Form.BYTES, List.of("size.bytes")));
  private static final String FIRST =
      """
      {"things":[{"name":"a\\nb","size":{"bytes":1536}},{"name":"日本","size":{"bytes":5}}],
       "next":"2","more":{"total":3}}\
      """;
  private static final String LAST = "{\"things\":[{\"name\":\"c\"}]}";

  private final List<String> asked = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var query = exchange.getRequestURI().getRawQuery();
          asked.add(query);
          var body = (query.contains("after=2") ? LAST : FIRST).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private String printed(Output form, long wanted) {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    var api = new ApiClient("http://127.0.0.1:" + server.getAddress().getPort(), "t");
    new Listing(LIST, out).print(new Pages(api::get, "/things?x=1", LIST, wanted), form);
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTableHasOneLineForEachThingAndItsColumnsLineUp() {
    assertThat(printed(Output.TABLE, Long.MAX_VALUE))
        .isEqualTo(
            """
            NAME  SIZE
            a b   1.5 KiB
            日本  5 B
            c
            """);
    assertThat(asked).containsExactly("x=1&limit=2", "x=1&limit=2&after=2");
  }

  @Test
  void jsonIsOneObjectWithAllPages() {
    var json = Json.TREES.readTree(printed(Output.JSON, Long.MAX_VALUE));
    assertThat(json.path("things")).hasSize(3);
    assertThat(json.path("more").path("total").asInt()).isEqualTo(3);
    assertThat(json.has("next")).isFalse();
  }

  @Test
  void aListThatIsCutShortSaysWhereItGoesOn() {
    assertThat(Json.TREES.readTree(printed(Output.JSON, 2)).path("next").asString()).isEqualTo("2");
    assertThat(asked).containsExactly("x=1&limit=2");
    assertThat(Yaml.read(printed(Output.YAML, 2)).path("next").asString()).isEqualTo("2");
  }

  @Test
  void yamlTellsTheSameAsJson() {
    assertThat(Yaml.read(printed(Output.YAML, Long.MAX_VALUE)))
        .isEqualTo(Json.TREES.readTree(printed(Output.JSON, Long.MAX_VALUE)));
  }
}
