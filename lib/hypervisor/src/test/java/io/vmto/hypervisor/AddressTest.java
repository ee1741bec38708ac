package io.vmto.hypervisor;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,LOCAL",
    "127.9.9.9,LOCAL",
    "::1,LOCAL",
    "::ffff:127.0.0.1,LOCAL",
    "64:ff9b::7f00:1,LOCAL",
    "2002:7f00:1::1,LOCAL",
    "2130706433,LOCAL",
    "10.1.2.3,PRIVATE",
    "172.16.0.1,PRIVATE",
    "172.31.255.255,PRIVATE",
    "192.168.0.1,PRIVATE",
    "100.64.0.1,PRIVATE",
    "198.18.0.1,PRIVATE",
    "fd12::1,PRIVATE",
    "64:ff9b::a01:203,PRIVATE",
    "172.32.0.1,PUBLIC",
    "172.15.0.1,PUBLIC",
    "8.8.8.8,PUBLIC",
    "100.128.0.1,PUBLIC",
    "2001:4860:4860::8888,PUBLIC",
    "64:ff9b::808:808,PUBLIC",
  })
  void tellsFromHowFarItIsReached(String host, Address.Reach reach) {
    assertThat(Address.of(host, 443).reach()).isEqualTo(reach);
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
