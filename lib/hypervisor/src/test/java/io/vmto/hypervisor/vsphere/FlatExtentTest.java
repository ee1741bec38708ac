package io.vmto.hypervisor.vsphere;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.SourcePlatform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlatExtentTest {
  private static final byte[] CONTENT = new byte[64 << 10];
  private static final String FLAT = "/folder/web ü/real name-flat.vmdk";

  private final ScriptedVcenter vcenter = new ScriptedVcenter();
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final Map<String, String> machine = new HashMap<>();
  private SourcePlatform source;

  @BeforeEach
  void script() {
    new Random(3).nextBytes(CONTENT);
    machine.put("name", "<val>web</val>");
    machine.put("runtime.powerState", "<val>poweredOff</val>");
    machine.put("config.hardware.device", devices(""));
    layout("[ds 1] web ü/real name-flat.vmdk");
    vcenter.objects.put("VirtualMachine-1", machine);
    vcenter.objects.put(
        "Datacenter-1",
        Map.of(
            "name", "<val>DC%2f1</val>",
            "parent", "<val type=\"Folder\">Folder-2</val>",
            "datastore",
                "<val><ManagedObjectReference type=\"Datastore\">d-7</ManagedObjectReference></val>"));
    vcenter.objects.put(
        "Folder-2",
        Map.of("name", "<val>Europe</val>", "parent", "<val type=\"Folder\">group-d1</val>"));
    vcenter.files.put(FLAT, this::range);
    source = vcenter.connect(Duration.ofSeconds(5));
  }

  @AfterEach
  void close() {
    source.close();
    vcenter.close();
  }

  private static String devices(String parent) {
    return """
        <val><VirtualDevice xsi:type="ParaVirtualSCSIController"><key>1000</key><busNumber>0</busNumber></VirtualDevice>
        <VirtualDevice xsi:type="VirtualDisk"><key>2000</key>
        <backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ds 1] web ü/web.vmdk</fileName>
        <datastore type="Datastore">d-7</datastore><diskMode>persistent</diskMode>%s</backing>
        <controllerKey>1000</controllerKey><unitNumber>0</unitNumber>
        <capacityInBytes>65536</capacityInBytes></VirtualDevice></val>"""
        .formatted(parent);
  }

  private void layout(String... extents) {
    var files = new StringBuilder();
    var keys = new StringBuilder();
    for (int i = 0; i < extents.length; i++) {
      files.append("<file><key>" + i + "</key><name>" + extents[i] + "</name>");
      files.append("<type>diskExtent</type></file>");
      keys.append("<fileKey>" + i + "</fileKey>");
    }
    machine.put(
        "layoutEx",
        "<val>" + files + "<disk><key>2000</key><chain>" + keys + "</chain></disk></val>");
  }

  private void range(HttpExchange exchange) throws IOException {
    queries.add(exchange.getRequestURI().getRawQuery());
    var range = exchange.getRequestHeaders().getFirst("Range").substring(6).split("-", 2);
    int from = Integer.parseInt(range[0]);
    int to = Integer.parseInt(range[1]) + 1;
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + CONTENT.length);
    exchange.sendResponseHeaders(206, to - from);
    exchange.getResponseBody().write(CONTENT, from, to - from);
  }

  private void assertReads() throws IOException {
    try (var reader = source.openDisk("web", "2000")) {
      var read = ByteBuffer.allocate(1000);
      reader.read(5000, read);
      assertThat(read.array()).isEqualTo(Arrays.copyOfRange(CONTENT, 5000, 6000));
    }
  }

  private void refuse(ErrorCode code) {
    assertRefused(code, () -> source.openDisk("web", "2000").close());
  }

  @Test
  void theListedExtentIsReadWithItsDatacentersWholePath() throws IOException {
    assertReads();
    assertThat(queries).containsOnly("dcPath=Europe%2FDC%252f1&dsName=ds%201");
  }

  @Test
  void withoutAListTheDescriptorNamesTheExtent() throws IOException {
    layout();
    describe("RW 128 VMFS \"real name-flat.vmdk\"");
    assertReads();
  }

  private void describe(String extents) {
    vcenter.files.put(
        "/folder/web ü/web.vmdk",
        exchange -> {
          var text = ("# Disk DescriptorFile\nversion=1\n\n" + extents + "\n").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
        });
  }

  @Test
  void aDiskWithoutASingleFlatFileIsRefused() {
    layout();
    describe("RW 128 VSANSPARSE \"vsan://x\"");
    refuse(ErrorCode.DISK_NOT_EXPORTABLE);
    describe("RW 64 FLAT \"a\" 0\nRW 64 FLAT \"b\" 0");
    refuse(ErrorCode.DISK_NOT_EXPORTABLE);
    layout("[ds 1] web/a-flat.vmdk", "[ds 1] web/b-flat.vmdk");
    refuse(ErrorCode.DISK_NOT_EXPORTABLE);
    machine.put("config.hardware.device", devices("<parent><fileName>x</fileName></parent>"));
    refuse(ErrorCode.DISK_NOT_EXPORTABLE);
  }

  @Test
  void aFileOfAnotherSizeOrWithoutRangesIsNotTheDisk() {
    vcenter.files.put(
        FLAT,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 0-0/65537");
          exchange.sendResponseHeaders(206, 1);
          exchange.getResponseBody().write(CONTENT, 0, 1);
        });
    refuse(ErrorCode.DISK_UNREADABLE);
    vcenter.files.put(
        FLAT,
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
        });
    refuse(ErrorCode.DISK_UNREADABLE);
  }

  @Test
  void aLockedFileIsWorthAnotherTryAndAMissingOneIsNot() {
    vcenter.files.put(FLAT, exchange -> exchange.sendResponseHeaders(500, -1));
    var locked =
        catchThrowableOfType(PlatformException.class, () -> source.openDisk("web", "2000").close());
    assertThat(locked.failure().code()).isEqualTo(ErrorCode.DISK_LOCKED);
    assertThat(locked.failure().transientFault()).isTrue();
    vcenter.files.remove(FLAT);
    refuse(ErrorCode.DISK_UNREADABLE);
  }

  @Test
  void whereTheCookieIsNotTakenThePasswordIs() throws IOException {
    vcenter.objects.put("sm", Map.of("currentSession", "<val><key>k</key></val>"));
    vcenter.files.put(
        FLAT,
        exchange -> {
          var authorization = exchange.getRequestHeaders().getFirst("Authorization");
          authorizations.add(String.valueOf(authorization));
          if (authorization == null) {
            exchange.sendResponseHeaders(401, -1);
          } else {
            range(exchange);
          }
        });
    assertReads();
    assertThat(authorizations).contains("Basic dTpwbGFudGVkLXBhc3N3b3Jk");
    assertThat(vcenter.calls).filteredOn("Login"::equals).hasSize(1);
    vcenter.files.put(FLAT, exchange -> exchange.sendResponseHeaders(401, -1));
    refuse(ErrorCode.PERMISSION_MISSING);
  }
}
