package io.vmto.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.access.Hashed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Hashes that the reference program made. The first is of the test of its own (phc-winner-argon2,
 * test.c, version 0x13, t=2, m=2^16, p=1); the second has our parameters and was made with it
 * through argon2-cffi 25.1.0:
 *
 * <pre>
 * argon2.low_level.hash_secret("Grüße aus Köln 07".encode(), b"vmto-known-salt!", 3, 32768, 1, 32, Type.ID)
 * </pre>
 */
class PasswordsTest {
  private static final Hashed REFERENCE =
      new Hashed(
          "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
  private static final Hashed OURS =
      new Hashed(
          "$argon2id$v=19$m=32768,t=3,p=1$dm10by1rbm93bi1zYWx0IQ$aiuyOOuAHv8muiuFLWOJ7pvqF3jSjJ4jxdeVpwpB6Eg");
  private static final Passwords PASSWORDS = new Passwords();

  @AfterAll
  static void close() {
    PASSWORDS.close();
  }

  @Test
  void whatTheReferenceProgramHashedIsRecognised() {
    assertThat(matches("password", REFERENCE)).isTrue();
    assertThat(matches("Password", REFERENCE)).isFalse();
    assertThat(matches("Grüße aus Köln 07", OURS)).isTrue();
    assertThat(matches("Grüße aus Köln 08", OURS)).isFalse();
  }

  @Test
  void aHashIsWrittenWithOurParametersAndANewSaltEachTime() {
    var one = PASSWORDS.hash("correct horse").block();
    var other = PASSWORDS.hash("correct horse").block();
    assertThat(one.reveal()).startsWith("$argon2id$v=19$m=32768,t=3,p=1$");
    assertThat(other).isNotEqualTo(one);
    assertThat(matches("correct horse", one)).isTrue();
    assertThat(one.toString()).doesNotContain("argon2");
  }

  @Test
  void nothingMatchesTheHashOfNobody() {
    assertThat(Passwords.none().reveal()).hasSameSizeAs(OURS.reveal());
    assertThat(matches("", Passwords.none())).isFalse();
  }

  private static boolean matches(String password, Hashed hash) {
    return PASSWORDS.matches(password, hash).block();
  }
}
