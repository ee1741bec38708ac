package io.vmto.disk.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NbdAddressTest {
  @ParameterizedTest
  @CsvSource({
    "nbd://host, host, 10809, '', false",
    "nbd://host/, host, 10809, '', false",
    "nbds://host.example:7/disk, host.example, 7, disk, true",
    "nbd://[::1]:8/a/b, ::1, 8, a/b, false",
    "nbd://10.0.0.1//leading, 10.0.0.1, 10809, /leading, false",
    "nbd://host/with%20blank%2Fslash, host, 10809, with blank/slash, false",
  })
  void aTcpAddressIsHostPortAndExport(
      String text, String host, int port, String export, boolean tls) {
    NbdAddress address = NbdAddress.parse(text);
    assertThat(address.place()).isEqualTo(InetSocketAddress.createUnresolved(host, port));
    assertThat(address.export()).isEqualTo(export);
    assertThat(address.tls()).isEqualTo(tls);
  }

  @Test
  void aUnixAddressNamesItsSocket() {
    NbdAddress address = NbdAddress.parse("nbd+unix:///disk?socket=/run/nbd%20one.sock");
    assertThat(address.place()).isEqualTo(UnixDomainSocketAddress.of("/run/nbd one.sock"));
    assertThat(address.export()).isEqualTo("disk");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "disk", "a/b c", "/leading", "100%", "50%25?x#y", "磁碟"})
  void itsTextIsReadBackAlike(String export) {
    for (var address :
        List.of(
            new NbdAddress(InetSocketAddress.createUnresolved("::1", 7), export, true),
            new NbdAddress(InetSocketAddress.createUnresolved("host", 7), export, false),
            new NbdAddress(UnixDomainSocketAddress.of("/run/nbd one"), export, false))) {
      assertThat(NbdAddress.parse(address.toString())).isEqualTo(address);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "http://host/",
        "nbd:/disk",
        "nbd://user:secret@host/",
        "nbd://host/?tls-verify-peer=false",
        "nbds+unix:///?socket=/s",
        "nbd+unix:///disk",
        "nbd+unix://host/disk?socket=/s",
        "nbd+unix:///?socket=",
        "nbd+unix:///?socket=/s&x=secret",
        "nbd://a b/secret",
        "nbd:///export"
      })
  void anythingElseIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> NbdAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
