package io.vmto.hypervisor.vsphere;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.Export;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NfcExportTest {
  private static final String LEASE = "session[k]lease-1";
  private static final String TICKET = "/nfc/planted-ticket/disk-0.vmdk";
  private static final byte[] STREAM =
      "KDMV and so on".getBytes(java.nio.charset.StandardCharsets.UTF_8);
  private static final HttpHandler SEND =
      exchange -> {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(STREAM);
      };

  private final ScriptedVcenter vcenter = new ScriptedVcenter();
  private final CountDownLatch over = new CountDownLatch(1);
  private SourcePlatform source;

  @BeforeEach
  void script() {
    vcenter.objects.put(
        "VirtualMachine-1",
        Map.of(
            "name", "<val xsi:type=\"xsd:string\">web</val>",
            "runtime.powerState", "<val xsi:type=\"VirtualMachinePowerState\">poweredOff</val>",
            "config.hardware.device",
                "<val xsi:type=\"ArrayOfVirtualDevice\">"
                    + "<VirtualDevice xsi:type=\"ParaVirtualSCSIController\"><key>1000</key>"
                    + "<busNumber>0</busNumber></VirtualDevice>"
                    + disk(2000, 0, "persistent")
                    + disk(2001, 1, "persistent")
                    + disk(2002, 2, "independent_persistent")
                    + "</val>"));
    vcenter.methods.put(
        "ExportVm", _ -> "<returnval type=\"HttpNfcLease\">" + LEASE + "</returnval>");
    vcenter.methods.put("HttpNfcLeaseProgress", _ -> "");
    vcenter.methods.put("HttpNfcLeaseComplete", _ -> "");
    vcenter.methods.put("HttpNfcLeaseAbort", _ -> "");
    vcenter.files.put(TICKET, SEND);
    offer(300, url("0:0", "https://*" + TICKET, ""), url("0:1", "https://*/nfc/other", ""));
    source = vcenter.connect(Duration.ofMillis(500));
  }

  @AfterEach
  void close() {
    over.countDown();
    source.close();
    vcenter.close();
  }

  private static String disk(int key, int unit, String mode) {
    return """
        <VirtualDevice xsi:type="VirtualDisk"><key>%d</key>
        <backing xsi:type="VirtualDiskFlatVer2BackingInfo"><fileName>[ds] web/%d.vmdk</fileName>
        <diskMode>%s</diskMode><aFieldOfTheFuture><deep>1</deep></aFieldOfTheFuture></backing>
        <controllerKey>1000</controllerKey><unitNumber>%d</unitNumber>
        <capacityInKB>64</capacityInKB><capacityInBytes>65536</capacityInBytes></VirtualDevice>"""
        .formatted(key, key, mode, unit);
  }

  private static String url(String place, String url, String thumbprint) {
    return "<deviceUrl><key>/vm-1/ParaVirtualSCSIController"
        + (place + "</key><importKey/><url>" + url + "</url><sslThumbprint>" + thumbprint)
        + "</sslThumbprint><disk>true</disk></deviceUrl>";
  }

  private void offer(int timeout, String... urls) {
    var info =
        "<val xsi:type=\"HttpNfcLeaseInfo\">"
            + String.join("", urls)
            + "<deviceUrl><key>/vm-1/nvram</key><url>https://*/nvram</url><disk>false</disk></deviceUrl>"
            + ("<totalDiskCapacityInKB>" + 64 * urls.length + "</totalDiskCapacityInKB>")
            + ("<leaseTimeout>" + timeout + "</leaseTimeout></val>");
    var lease = new ConcurrentHashMap<String, String>();
    lease.put("state", "<val xsi:type=\"HttpNfcLeaseState\">ready</val>");
    lease.put("info", info);
    vcenter.objects.put(LEASE, lease);
  }

  private static byte[] read(Export export, String key) throws IOException {
    try (var stream = export.open(key)) {
      return stream.readAllBytes();
    }
  }

  @Test
  void disksArePairedByControllerBusAndUnitAndIndependentOnesStayBehind() throws IOException {
    try (var export = source.export("web")) {
      assertThat(export.diskKeys()).containsExactly("2000", "2001");
      assertThat(read(export, "2000")).isEqualTo(STREAM);
      assertThat(vcenter.cookies.getLast()).isEqualTo(ScriptedVcenter.COOKIE);
      export.complete();
    }
    assertThat(vcenter.calls).contains("HttpNfcLeaseComplete").doesNotContain("HttpNfcLeaseAbort");
  }

  @Test
  void anExportWithOtherDisksIsRefusedBeforeTheFirstByteAndItsLeaseGivenBack() {
    var right = url("0:0", "https://*" + TICKET, "");
    for (var wrong : List.of("", url("0:2", "https://*/x", ""), url("0:0", "https://*/x", ""))) {
      vcenter.calls.clear();
      offer(300, wrong.isEmpty() ? new String[] {right} : new String[] {right, wrong});
      assertRefused(ErrorCode.DISK_NOT_EXPORTABLE, () -> source.export("web").close());
      assertThat(vcenter.calls).endsWith("HttpNfcLeaseAbort");
    }
  }

  @Test
  void anExportOfAnotherTotalCapacityIsRefused() {
    var right = url("0:0", "https://*" + TICKET, "") + url("0:1", "https://*/nfc/other", "");
    offer(300, right);
    assertRefused(ErrorCode.DISK_NOT_EXPORTABLE, () -> source.export("web").close());
  }

  @Test
  void anotherHostIsBelievedByItsThumbprintAndGetsNoCookie() throws IOException {
    var cookies = new CopyOnWriteArrayList<String>();
    HttpHandler sendAndLook =
        exchange -> {
          cookies.add(String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")));
          SEND.handle(exchange);
          exchange.close();
        };
    try (var esxi = TestServer.start("esxi.example", sendAndLook)) {
      var place = esxi.url() + TICKET;
      offer(300, url("0:0", place, esxi.sha1()), url("0:1", place, "00:".repeat(19) + "00"));
      try (var export = source.export("web")) {
        assertThat(read(export, "2000")).isEqualTo(STREAM);
        assertThat(cookies).containsExactly("null");
        var thrown =
            catchThrowableOfType(PlatformException.class, () -> export.open("2001").close());
        assertThat(thrown.failure().code()).isEqualTo(ErrorCode.CERTIFICATE_MISMATCH);
        assertThat(thrown.failure().facts()).containsEntry("presented", esxi.sha1());
        assertThat(cookies).hasSize(1);
      }
    }
  }

  @Test
  void anotherHostWithoutThumbprintAndAMetadataAddressAreRefused() {
    offer(300, url("0:0", "https://127.0.0.1:1/x", ""), url("0:1", "https://*/x", ""));
    assertRefused(ErrorCode.CERTIFICATE_UNTRUSTED, () -> source.export("web").close());
    offer(300, url("0:0", "https://169.254.169.254/x", ""), url("0:1", "https://*/x", ""));
    assertRefused(ErrorCode.ADDRESS_REFUSED, () -> source.export("web").close());
    offer(300, url("0:0", "https://127.0.0.1:1/x", "AB:CD"), url("0:1", "https://*/x", ""));
    assertRefused(ErrorCode.PROTOCOL_ERROR, () -> source.export("web").close());
    offer(300, url("0:0", "http://127.0.0.1/x", ""), url("0:1", "https://*/x", ""));
    assertRefused(ErrorCode.PROTOCOL_ERROR, () -> source.export("web").close());
  }

  @Test
  void aSilentStreamIsStalledAndABrokenOneTruncatedAndBothPass() {
    vcenter.files.put(
        "/nfc/other",
        exchange -> {
          SEND.handle(exchange);
          exchange.getResponseBody().flush();
          await(over);
        });
    vcenter.files.put(
        TICKET,
        exchange -> {
          exchange.sendResponseHeaders(200, STREAM.length + 1);
          exchange.getResponseBody().write(STREAM);
          exchange.getResponseBody().flush();
        });
    try (var export = source.export("web")) {
      for (var expected :
          Map.of("2001", ErrorCode.EXPORT_STALLED, "2000", ErrorCode.EXPORT_TRUNCATED).entrySet()) {
        var thrown =
            catchThrowableOfType(PlatformException.class, () -> read(export, expected.getKey()));
        assertThat(thrown.failure().code()).isEqualTo(expected.getValue());
        assertThat(thrown.failure().transientFault()).isTrue();
        assertThat(thrown.failure().facts()).containsEntry("disk", expected.getKey());
        assertThat(thrown.failure().toString()).doesNotContain("planted");
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aLeaseIsRenewedWhileNobodyReadsAndItsPercentageNeverFalls() {
    var beats = new CountDownLatch(5);
    var percents = new CopyOnWriteArrayList<String>();
    vcenter.methods.put(
        "HttpNfcLeaseProgress",
        call -> {
          percents.add(call.text("percent"));
          beats.countDown();
          return "";
        });
    offer(1, url("0:0", "https://*" + TICKET, ""), url("0:1", "https://*/nfc/other", ""));
    try (var export = source.export("web")) {
      export.progress(60);
      export.progress(100);
      export.progress(7);
      await(beats);
    }
    assertThat(percents).allMatch("99"::equals);
  }

  @Test
  void aLostLeaseIsSaidByNameEvenWhileBytesStillCome() {
    var beat = new CountDownLatch(2);
    vcenter.methods.put(
        "HttpNfcLeaseProgress",
        _ -> {
          beat.countDown();
          throw new SoapFault("ManagedObjectNotFound", "gone", Node.NONE);
        });
    offer(1, url("0:0", "https://*" + TICKET, ""), url("0:1", "https://*/nfc/other", ""));
    try (var export = source.export("web")) {
      beat.countDown();
      await(beat);
      var thrown =
          catchThrowableOfType(
              PlatformException.class,
              () -> {
                while (true) {
                  read(export, "2000");
                }
              });
      assertThat(thrown.failure().code()).isEqualTo(ErrorCode.UPSTREAM_FAILED);
      assertThat(thrown.failure().message()).contains("lease");
      assertThat(thrown.failure().transientFault()).isTrue();
    }
  }

  @Test
  void theHostsDigestIsFoundByTheLeasesOwnKey() {
    try (var export = source.export("web")) {
      assertThat(export.wireDigest("2000")).isEmpty(); // the script knows no manifest yet
      vcenter.methods.put(
          "HttpNfcLeaseGetManifest",
          _ ->
              "<returnval><key>/vm-1/ParaVirtualSCSIController0:1</key><sha1>"
                  + "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709</sha1><size>14</size></returnval>");
      assertThat(export.wireDigest("2000")).isEmpty();
      assertThat(export.wireDigest("2001"))
          .contains(new Export.WireDigest("SHA-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", 14));
    }
  }

  @Test
  void aRefusalIsSaidInTheOperatorsWords() {
    var privilege =
        new Node(
            "", "", "", "", List.of(new Node("privilegeId", "", "", "VApp.Export", List.of())));
    refuse(new SoapFault("NoPermission", "", privilege), ErrorCode.PERMISSION_MISSING, false);
    refuse(new SoapFault("RestrictedVersion", "", Node.NONE), ErrorCode.UNSUPPORTED, false);
    refuse(new SoapFault("TaskInProgress", "", Node.NONE), ErrorCode.UPSTREAM_BUSY, true);
    refuse(new SoapFault("FileFault", "", Node.NONE), ErrorCode.DISK_UNREADABLE, false);
    refuse(new SoapFault("InvalidState", "", Node.NONE), ErrorCode.UPSTREAM_BUSY, true);
    refuse(new SoapFault("SomethingNew", "", Node.NONE), ErrorCode.UPSTREAM_FAILED, false);
  }

  private void refuse(SoapFault fault, ErrorCode code, boolean passing) {
    vcenter.methods.put(
        "ExportVm",
        _ -> {
          throw fault;
        });
    var thrown = catchThrowableOfType(PlatformException.class, () -> source.export("web").close());
    assertThat(thrown.failure().code()).isEqualTo(code);
    assertThat(thrown.failure().transientFault()).isEqualTo(passing);
    for (var part : fault.detail().children()) {
      assertThat(thrown.failure().message()).contains(part.text());
    }
  }

  @Test
  void aLeaseThatEndsInAnErrorSaysWhich() {
    vcenter.objects.get(LEASE).put("state", "<val>error</val>");
    vcenter
        .objects
        .get(LEASE)
        .put(
            "error",
            "<val xsi:type=\"LocalizedMethodFault\"><fault xsi:type=\"FileLocked\"/>"
                + "<localizedMessage>locked</localizedMessage></val>");
    assertRefused(ErrorCode.DISK_LOCKED, () -> source.export("web").close());
  }
}
