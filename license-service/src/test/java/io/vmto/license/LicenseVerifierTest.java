package io.vmto.license;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.license.License;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseVerifierTest {
  private static final License TERMS =
      new License("L-1", "Söhne AG", "team", 8, 500, Instant.parse("2027-03-31T00:00:00Z"));

  private final Issuer issuer = new Issuer();

  @Test
  void aLicenceThatOpensslSignedIsAccepted() throws IOException {
    var verifier =
        new LicenseVerifier(LicenseVerifier.key(resource("openssl.pem")), ContractJson.strict());

    assertThat(verifier.verify(resource("openssl.license")))
        .isEqualTo(
            new License(
                "L-2026-0042",
                "Beispiel GmbH & Söhne",
                "team",
                8,
                500,
                Instant.parse("2027-03-31T00:00:00Z")));
  }

  @Test
  void windowsLineEndsDoNoHarm() {
    var document = issuer.issue(TERMS).replace("\n", "\r\n");
    assertThat(issuer.verifier().verify(document)).isEqualTo(TERMS);
  }

  @Test
  void aChangedTermBreaksTheSignature() {
    refused(issuer, issuer.issue(TERMS).replace("500", "900"));
  }

  @Test
  void anotherIssuersLicenceIsRefused() {
    refused(issuer, new Issuer().issue(TERMS));
  }

  @Test
  void theBuiltInKeyDoesNotBelieveATestsIssuer() {
    var verifier = new LicenseVerifier(LicenseVerifier.builtInKey(), ContractJson.strict());
    assertInvalid(verifier, issuer.issue(TERMS));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "vmto-license/1", "vmto-license/2\n{}\nAAAA", "a\nb\nc\nd"})
  void whatIsNoLicenceFileIsRefused(String document) {
    refused(issuer, document);
  }

  @Test
  void anEndlessDocumentIsRefusedUnread() {
    refused(issuer, issuer.issue(TERMS) + " ".repeat(20_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "{}",
        "{\"number\":\"n\",\"holder\":\"h\",\"plan\":\"p\",\"concurrentJobs\":1,\"machines\":1}",
        "{\"number\":\"trial\",\"holder\":\"h\",\"plan\":\"p\",\"concurrentJobs\":1,"
            + "\"machines\":1,\"expires\":\"2027-01-01T00:00:00Z\"}",
        "{\"number\":\"n\",\"holder\":\"h\",\"plan\":\"p\",\"concurrentJobs\":0,"
            + "\"machines\":1,\"expires\":\"2027-01-01T00:00:00Z\"}",
        "{\"number\":\"n\",\"holder\":\"h\",\"plan\":\"p\",\"concurrentJobs\":1,"
            + "\"machines\":1,\"expires\":\"2027-01-01T00:00:00Z\",\"more\":1}"
      })
  void evenSignedTermsMustBeSound(String terms) {
    refused(issuer, issuer.sign(terms));
  }

  private static void refused(Issuer issuer, String document) {
    assertInvalid(issuer.verifier(), document);
  }

  private static void assertInvalid(LicenseVerifier verifier, String document) {
    assertThatThrownBy(() -> verifier.verify(document))
        .isInstanceOfSatisfying(
            Rejected.class,
            r -> {
              assertThat(r.failure().code()).isEqualTo(ErrorCode.LICENSE_INVALID);
              assertThat(r.failure().remedy()).isNotBlank();
            });
  }

  private static String resource(String name) throws IOException {
    try (var stream = LicenseVerifierTest.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
