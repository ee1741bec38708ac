package io.vmto.connection;

import io.vmto.contract.connection.Secret;
import io.vmto.contract.connection.SecretRef;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals secrets with AES-256-GCM. The connection's id and the secret's version are authenticated
 * with it, so a sealed secret opens only where it belongs.
 */
final class Vault {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final KeyProvider keys;
  private final SecureRandom random = new SecureRandom();

  Vault(KeyProvider keys) {
    this.keys = keys;
  }

  /**
   * @param bytes nonce, ciphertext, tag
   */
  @SuppressWarnings("ArrayRecordComponent") // a value between two methods, never compared
  record Sealed(String keyId, byte[] bytes) {}

  Sealed seal(SecretRef ref, Secret secret) {
    var nonce = new byte[NONCE];
    random.nextBytes(nonce);
    var id = keys.currentKeyId();
    var text = secret.reveal().getBytes(StandardCharsets.UTF_8);
    var sealed = crypt(Cipher.ENCRYPT_MODE, id, ref, nonce, text);
    var bytes = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, bytes, NONCE, sealed.length);
    return new Sealed(id, bytes);
  }

  Secret open(SecretRef ref, Sealed sealed) {
    var nonce = Arrays.copyOf(sealed.bytes(), NONCE);
    var rest = Arrays.copyOfRange(sealed.bytes(), NONCE, sealed.bytes().length);
    var text = crypt(Cipher.DECRYPT_MODE, sealed.keyId(), ref, nonce, rest);
    return new Secret(new String(text, StandardCharsets.UTF_8));
  }

  private byte[] crypt(int mode, String keyId, SecretRef ref, byte[] nonce, byte[] text) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, keys.key(keyId), new GCMParameterSpec(TAG_BITS, nonce));
      var bound = ref.connection().value() + ":" + ref.version();
      cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "A secret could not be " + (mode == Cipher.ENCRYPT_MODE ? "sealed" : "opened"), e);
    }
  }
}
