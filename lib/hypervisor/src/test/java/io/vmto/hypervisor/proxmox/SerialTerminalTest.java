package io.vmto.hypervisor.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SerialTerminalTest {
  private static final String TICKET = "PVEVNC:6B00B2DF::canary+/==";

  private static PveClient client(TestConsole console) {
    var certificate = TestCertificate.get();
    var endpoint =
        new Endpoint(
            PlatformKind.PROXMOX,
            console.url(),
            TestNode.TOKEN,
            certificate.fingerprint(),
            Map.of());
    return new PveClient(endpoint, TestNode.SECRET, (_, _, _, _) -> {});
  }

  @Test
  void theOutputComesAsLines() throws Exception {
    var frames = List.of("O", "KSeaBIOS\r\n\u001b[2Jboo", "ted: 42\r\nhalf");
    try (var console = new TestConsole(TICKET, frames, true);
        var client = client(console);
        var terminal = SerialTerminal.open(client, Guests.REF)) {
      assertThat(terminal.readLine(Duration.ofSeconds(20))).contains("SeaBIOS");
      assertThat(terminal.readLine(Duration.ofSeconds(20))).contains("booted: 42");
      assertThat(terminal.readLine(Duration.ofSeconds(20))).contains("half");
      assertThatThrownBy(() -> terminal.readLine(Duration.ofSeconds(20)))
          .hasMessageContaining("UNREACHABLE");
      assertThatThrownBy(() -> terminal.readLine(Duration.ofSeconds(20)))
          .hasMessageContaining("UNREACHABLE");
      assertThat(console.greeting()).isEqualTo("vmto@pve!move:" + TICKET + "\n");
      assertThat(console.protocol()).isEqualTo("binary");
      assertThat(console.request()).isEqualTo("GET /api2/json/nodes/pve1/qemu/104/vncwebsocket");
      for (var schema : List.of(new PveSchema(8), new PveSchema(9))) {
        assertThat(
                schema.violations("GET", "/nodes/pve1/qemu/104/vncwebsocket", console.parameters()))
            .isEmpty();
        assertThat(
                schema.violations(
                    "POST", "/nodes/pve1/qemu/104/termproxy", console.proxyParameters()))
            .isEmpty();
      }
      assertThat(console.parameters()).isEqualTo(Map.of("port", "5901", "vncticket", TICKET));
    }
  }

  @Test
  void silenceIsNoLineAndNoEnd() throws Exception {
    try (var console = new TestConsole(TICKET, List.of("OK"), false);
        var client = client(console);
        var terminal = SerialTerminal.open(client, Guests.REF)) {
      assertThat(terminal.readLine(Duration.ofMillis(50))).isEmpty();
      assertThat(terminal.readLine(Duration.ofMillis(50))).isEmpty();
    }
  }

  @Test
  void aTicketThatIsRefusedIsAFailureWithoutTheTicket() throws Exception {
    for (var frames : List.of(List.<String>of(), List.of("NO"))) {
      try (var console = new TestConsole(TICKET, frames, true);
          var client = client(console)) {
        assertThatThrownBy(() -> SerialTerminal.open(client, Guests.REF))
            .isInstanceOfSatisfying(
                PlatformException.class,
                e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.UPSTREAM_FAILED))
            .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("canary"));
      }
    }
  }

  private static String stackTrace(Throwable e) {
    var text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }
}
