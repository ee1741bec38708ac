package io.vmto.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.hypervisor.Address.Reach;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where webhooks may be sent. */
class OutboundTest {
  @ParameterizedTest
  @CsvSource({
    "https://8.8.8.8/hook,PUBLIC",
    "https://10.1.2.3/hook,PRIVATE",
    "https://[fd12::1]:8443/hook,PRIVATE",
    "https://127.0.0.1/hook,LOCAL",
    "http://127.0.0.1:8080/hook,LOCAL",
    "http://[::1]:8080/hook,LOCAL",
  })
  void aReceiverIsAllowedFromItsReachOn(String url, Reach reach) {
    for (var nearest : Reach.values()) {
      if (nearest.compareTo(reach) <= 0) {
        new Outbound(nearest).check(url);
      } else {
        refused(() -> new Outbound(nearest).check(url));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/latest",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "http://8.8.8.8/",
        "http://10.1.2.3/",
        "https://ann:secret@8.8.8.8/",
        "https://8.8.8.8/?token=x",
        "https://8.8.8.8/#x",
        "ftp://8.8.8.8/",
        "file:///etc/passwd",
        "//8.8.8.8/",
        "https:///hook",
        "not a url",
      })
  void someAreNeverAllowed(String url) {
    for (var nearest : Reach.values()) {
      refused(() -> new Outbound(nearest).check(url));
    }
  }

  @Test
  void aNameIsLookedAtWhenItIsUsedAndNotBefore() {
    var outbound = new Outbound(Reach.PUBLIC);
    outbound.check("https://localhost/hook");
    refused(() -> outbound.client(URI.create("https://localhost/hook")));
    refused(() -> outbound.client(URI.create("https://2130706433/hook"))); // 127.0.0.1 in disguise
    try (var allowed = new Outbound(Reach.LOCAL).client(URI.create("https://localhost:9/hook"))) {
      assertThat(allowed.address().resolved().isLoopbackAddress()).isTrue();
      assertThat(allowed.address().host()).isEqualTo("localhost");
    }
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable what) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            Rejected.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.ADDRESS_REFUSED));
  }
}
