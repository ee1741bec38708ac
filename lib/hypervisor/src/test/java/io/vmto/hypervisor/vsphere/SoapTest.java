package io.vmto.hypervisor.vsphere;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.TestServer;
import io.vmto.hypervisor.Trust;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoapTest {

  @Test
  void namesAndTypesAreReadWhateverTheirPrefix() throws XMLStreamException {
    var node =
        NodeReader.read(
            ("<a:r xmlns:a='urn:vim25' xmlns:_0='http://www.w3.org/2001/XMLSchema-instance'>"
                    + "<a:val _0:type='a:VirtualDisk'><a:key>2000</a:key><unknown/></a:val>"
                    + "<a:obj type='VirtualMachine'>vm-&lt;1&gt;</a:obj></a:r>")
                .getBytes(UTF_8));
    assertThat(node.at("val").xsiType()).isEqualTo("VirtualDisk");
    assertThat(node.at("val").integer("key", 0)).isEqualTo(2000);
    assertThat(node.at("obj").ref()).isEqualTo(new Moref("VirtualMachine", "vm-<1>"));
    assertThat(node.at("no", "such", "path").present()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>",
        "<!DOCTYPE r SYSTEM 'https://127.0.0.1:1/evil.dtd'><r/>",
        "<r>&undeclared;</r>",
        "<r><unclosed></r>",
        "",
        "not xml",
      })
  void whatIsNotPlainXmlIsRefused(String document) {
    assertThatThrownBy(() -> NodeReader.read(document.getBytes(UTF_8)))
        .isInstanceOf(XMLStreamException.class);
  }

  @Test
  void anInventoryFullOfEscapedNamesIsNoAttack() throws XMLStreamException {
    var many = "<v>R&amp;D &#38; &lt;x&gt;</v>".repeat(50_000);
    assertThat(NodeReader.read(("<r>" + many + "</r>").getBytes(UTF_8)).all("v"))
        .hasSize(50_000)
        .extracting(Node::text)
        .containsOnly("R&D & <x>");
  }

  @Test
  void aBottomlessDocumentIsRefused() {
    assertThatThrownBy(() -> NodeReader.read("<a>".repeat(10_000).getBytes(UTF_8)))
        .isInstanceOf(XMLStreamException.class)
        .hasMessageContaining("too deep");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 200, 404, 503})
  void aServerThatIsNoVcenterIsSaidToBeNone(int status) {
    try (var server =
        TestServer.start(
            exchange -> {
              var page = "<html>hello</html>".repeat(100).getBytes(UTF_8);
              exchange.getResponseHeaders().set("Location", "https://127.0.0.1:1/");
              exchange.sendResponseHeaders(status, page.length);
              exchange.getResponseBody().write(page);
              exchange.close();
            })) {
      var https = new Https(server.address(), Trust.parse(server.sha256()));
      try (var soap = new SoapClient(https, Recorder.NONE)) {
        assertRefused(
            status == 503 ? ErrorCode.UPSTREAM_BUSY : ErrorCode.PROTOCOL_ERROR,
            () -> soap.call("CurrentTime", Moref.SERVICE_INSTANCE, SoapArgs.none()));
      }
    }
  }

  @Test
  void anAnswerLargerThanTheLimitIsRefused() {
    try (var vcenter = new ScriptedVcenter()) {
      vcenter.methods.put("CurrentTime", _ -> "<returnval>" + "x".repeat(20_000) + "</returnval>");
      var https = new Https(vcenter.server.address(), Trust.parse(vcenter.server.sha256()));
      try (var soap = new SoapClient(https, Recorder.NONE, 10_000)) {
        assertRefused(
            ErrorCode.PROTOCOL_ERROR,
            () -> soap.call("CurrentTime", Moref.SERVICE_INSTANCE, SoapArgs.none()));
      }
    }
  }

  @Test
  void quotedCookiesGoBackAsTheyCameAndASessionThatEndedIsRenewedOnce() {
    try (var vcenter = new ScriptedVcenter();
        var source = vcenter.connect(Duration.ofSeconds(5))) {
      var left = new AtomicInteger(1);
      vcenter.methods.put(
          "CreateContainerView",
          _ -> {
            if (left.getAndDecrement() > 0) {
              throw new SoapFault("NotAuthenticated", "", Node.NONE);
            }
            return "<returnval type=\"ContainerView\">session[k]VirtualMachine</returnval>";
          });
      assertThat(source.machines()).isEmpty();
      assertThat(vcenter.calls).filteredOn("Login"::equals).hasSize(2);
      assertThat(vcenter.cookies.getLast()).isEqualTo(ScriptedVcenter.COOKIE);
      left.set(Integer.MAX_VALUE);
      assertRefused(ErrorCode.SESSION_EXPIRED, source::machines);
      assertThat(vcenter.calls).filteredOn("Login"::equals).hasSize(3);
    }
  }

  @Test
  void theOlderOfBothVersionsIsSpokenAndAncientOnesAreNot() {
    assertThat(ApiVersion.agree("6.5")).isEqualTo("6.5");
    assertThat(ApiVersion.agree("7.0.3.0")).isEqualTo("7.0.3.0");
    assertThat(ApiVersion.agree("10.0")).isEqualTo(ApiVersion.agree("9.0.0.0")).startsWith("8.0.");
    assertRefused(ErrorCode.UNSUPPORTED, () -> ApiVersion.agree("5.5"));
    assertRefused(ErrorCode.PROTOCOL_ERROR, () -> ApiVersion.agree("newest"));
  }

  @Test
  void pagesAreReadToTheLast() {
    try (var vcenter = new ScriptedVcenter();
        var source = vcenter.connect(Duration.ofSeconds(5))) {
      vcenter.methods.put("RetrievePropertiesEx", call -> page(1, "<token>t1</token>"));
      vcenter.methods.put(
          "ContinueRetrievePropertiesEx",
          call -> call.text("token").equals("t1") ? page(2, "<token>t2</token>") : page(3, ""));
      assertThat(source.machines())
          .extracting(Machine::name)
          .containsExactly("vm/1", "vm/2", "vm/3");
      assertThat(source.machines())
          .extracting(Machine::power)
          .containsOnly(Machine.PowerState.UNKNOWN);
    }
  }

  private static String page(int number, String token) {
    return "<returnval>"
        + token
        + ("<objects><obj type=\"VirtualMachine\">vm-"
            + number
            + "</obj><propSet><name>name</name>")
        + ("<val xsi:type=\"xsd:string\">vm%2f"
            + number
            + "</val></propSet></objects></returnval>");
  }

  @Test
  void twoMachinesOfOneNameAreToldApartByTheirIds() {
    try (var vcenter = new ScriptedVcenter();
        var source = vcenter.connect(Duration.ofSeconds(5))) {
      var name = Map.of("name", "<val xsi:type=\"xsd:string\">twin</val>");
      vcenter.objects.put("VirtualMachine-1", name);
      vcenter.objects.put("VirtualMachine-2", name);
      assertThatThrownBy(() -> source.machine("twin"))
          .hasMessageContaining("VirtualMachine-1")
          .hasMessageContaining("VirtualMachine-2");
      assertThat(source.machine("VirtualMachine-2").name()).isEqualTo("twin");
    }
  }
}
