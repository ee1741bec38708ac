package io.vmto.runtime.vault;

import io.vmto.contract.Id;
import io.vmto.contract.connection.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals secrets with AES-256-GCM. Whose a secret is and which version of it is authenticated with
 * it, so a sealed secret opens only where it belongs. Whoever seals keeps the result.
 */
public final class Vault {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final KeyProvider keys;
  private final SecureRandom random = new SecureRandom();

  public Vault(KeyProvider keys) {
    this.keys = keys;
  }

  /**
   * @param bytes nonce, ciphertext, tag
   */
  @SuppressWarnings("ArrayRecordComponent") // a value between two methods, never compared
  public record Sealed(String keyId, byte[] bytes) {}

  /**
   * @param owner the id of the aggregate whose secret it is
   */
  public Sealed seal(Id owner, int version, Secret secret) {
    var nonce = new byte[NONCE];
    random.nextBytes(nonce);
    var id = keys.currentKeyId();
    var text = secret.reveal().getBytes(StandardCharsets.UTF_8);
    var sealed = crypt(Cipher.ENCRYPT_MODE, id, bound(owner, version), nonce, text);
    var bytes = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, bytes, NONCE, sealed.length);
    return new Sealed(id, bytes);
  }

  /** Throws {@link IllegalStateException} where it belongs to another owner, version or key. */
  public Secret open(Id owner, int version, Sealed sealed) {
    var nonce = Arrays.copyOf(sealed.bytes(), NONCE);
    var rest = Arrays.copyOfRange(sealed.bytes(), NONCE, sealed.bytes().length);
    var text = crypt(Cipher.DECRYPT_MODE, sealed.keyId(), bound(owner, version), nonce, rest);
    return new Secret(new String(text, StandardCharsets.UTF_8));
  }

  private static byte[] bound(Id owner, int version) {
    return (owner.value() + ":" + version).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] crypt(int mode, String keyId, byte[] bound, byte[] nonce, byte[] text) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, keys.key(keyId), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(bound);
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "A secret could not be " + (mode == Cipher.ENCRYPT_MODE ? "sealed" : "opened"), e);
    }
  }
}
