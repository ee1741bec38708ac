package io.vmto.hypervisor;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://vcenter.example",
        "ftp://vcenter.example",
        "vcenter.example",
        "https://root:secret@127.0.0.1",
        "https://root@127.0.0.1",
        "https://127.0.0.1/sdk",
        "https://127.0.0.1?x=1",
        "https://127.0.0.1#x",
        "https://",
        "https:///",
        "https://127.0.0.1:0",
        "https://127.0.0.1:70000",
        "https://a b",
        "https://169.254.169.254",
        "https://169.254.1.1:443",
        "https://0.0.0.0",
        "https://0.1.2.3",
        "https://224.0.0.1",
        "https://255.255.255.255",
        "https://100.100.100.200",
        "https://[fe80::1]",
        "https://[ff02::1]",
        "https://[::]",
        "https://[::ffff:169.254.169.254]",
        "https://[::169.254.169.254]",
        "https://[64:ff9b::a9fe:a9fe]",
        "https://[2002:a9fe:a9fe::1]",
        "https://[fd00:ec2::254]",
      })
  void isRefused(String url) {
    assertRefused(ErrorCode.ADDRESS_REFUSED, () -> Address.of(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1",
        "https://127.0.0.1:8443/",
        "https://[::1]:8443",
        "https://10.1.2.3",
        "https://192.168.1.1:443",
        "https://[fd12::1]",
        "https://100.64.0.1",
        "HTTPS://localhost",
      })
  void isAccepted(String url) {
    assertThat(Address.of(url).socket().isUnresolved()).isFalse();
  }

  @Test
  void thePortIs443UnlessItIsGiven() {
    assertThat(Address.of("https://127.0.0.1")).hasToString("127.0.0.1:443");
    assertThat(Address.of("https://127.0.0.1").authority()).isEqualTo("127.0.0.1");
    assertThat(Address.of("https://[::1]:8443").authority()).isEqualTo("[::1]:8443");
  }

  @Test
  void aNameNobodyKnowsIsUnreachableAndNotTheUsersFault() {
    assertRefused(ErrorCode.UNREACHABLE, () -> Address.of("https://no-such-host.invalid"));
  }
}
