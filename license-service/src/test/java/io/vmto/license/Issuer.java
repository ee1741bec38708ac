package io.vmto.license;

import io.vmto.contract.license.License;
import io.vmto.runtime.ContractJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Issues licences under a key pair of its own, as the real issuer does elsewhere. */
final class Issuer {
  private final KeyPair keys;

  Issuer() {
    try {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  LicenseVerifier verifier() {
    return new LicenseVerifier(keys.getPublic(), ContractJson.strict());
  }

  String issue(License terms) {
    return sign(ContractJson.mapper().writeValueAsString(terms));
  }

  String sign(String terms) {
    var text = "vmto-license/1\n" + terms + "\n";
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return text + Base64.getEncoder().encodeToString(signature.sign()) + "\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
