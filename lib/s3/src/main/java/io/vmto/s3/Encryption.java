package io.vmto.s3;

/** How the server encrypts what it stores (Amazon S3, "Protecting data with encryption"). */
public sealed interface Encryption {
  /** As the bucket's own default says. */
  record None() implements Encryption {}

  /** With keys the server keeps. */
  record S3() implements Encryption {}

  /** With a key of the server's key management service. */
  record Kms(String key) implements Encryption {
    public Kms {
      if (key.isBlank()) {
        throw new IllegalArgumentException("a KMS key has a name");
      }
    }
  }
}
