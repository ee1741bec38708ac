package io.vmto.runtime.vault;

import javax.crypto.SecretKey;

/** Where the key that seals secrets comes from: a file by default, a vault or KMS elsewhere. */
public interface KeyProvider {
  /** The id of the key to seal with now. */
  String currentKeyId();

  /** The 256-bit key of this id. */
  SecretKey key(String keyId);
}
