package io.vmto.gateway;

import java.io.IOException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Calls routes of a house whose services all answer, and expects that they are accepted. */
record Routes(House house, WebTestClient client) {
  /** A migration with everything that may be said of one. */
  static final String MIGRATION =
      """
      {"source":{"connection":"vcenter","machine":"web"},
       "target":{"connection":"pve-1","node":"pve","storage":"local"},
       "name":"web2","networks":{"VM Network":"vmbr0"},"road":"UPLOAD","read":"NFC",
       "bootCheck":{"start":true,"expect":"ready","identity":"abc","timeoutSeconds":60},
       "limits":{"bytesPerSecond":200000000000,"parallelDisks":4}}
      """;

  /** Forgets what was sent before. */
  static Routes of(House house) throws IOException {
    Known.laidDown(house.peers());
    house.peers().forget();
    return new Routes(house, house.client());
  }

  String keyed(String address, String body, String key) {
    return client
        .post()
        .uri(address)
        .header("Idempotency-Key", key)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .isAccepted()
        .expectBody(Accepted.class)
        .returnResult()
        .getResponseBody()
        .id();
  }

  String accepted(HttpMethod method, String address, String body) {
    var location =
        send(method, address, body).expectBody().returnResult().getResponseHeaders().getLocation();
    return String.valueOf(location);
  }

  WebTestClient.ResponseSpec send(HttpMethod method, String address, String body) {
    var request = client.method(method).uri(address);
    var exchange =
        body.isEmpty()
            ? request.exchange()
            : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
    return exchange.expectStatus().isAccepted();
  }

  WebTestClient.BodyContentSpec read(String address) {
    return client
        .get()
        .uri(address)
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentTypeCompatibleWith(MediaType.APPLICATION_JSON)
        .expectBody();
  }
}
