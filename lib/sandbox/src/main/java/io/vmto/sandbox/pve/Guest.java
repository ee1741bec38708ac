package io.vmto.sandbox.pve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A VM as its configuration file has it.
 *
 * @param pending values that wait for the next start; an empty text stands for a deletion
 * @param foreign SHA-256 of the file when it came, if it is somebody else's and must never change
 */
record Guest(
    int id,
    SortedMap<String, String> config,
    SortedMap<String, String> pending,
    @Nullable String pool,
    @Nullable String foreign) {

  Guest {
    config = new TreeMap<>(config);
    pending = new TreeMap<>(pending);
  }

  static Guest locked(int id, String lock, @Nullable String pool) {
    var config = new TreeMap<String, String>();
    config.put("lock", lock);
    return new Guest(id, config, new TreeMap<>(), pool, null);
  }

  /** Somebody else's, with the mark that shows any change. */
  static Guest theirs(int id, SortedMap<String, String> config) {
    var guest = new Guest(id, config, new TreeMap<>(), null, null);
    String mark = hex("SHA-256", guest.text());
    return new Guest(id, config, new TreeMap<>(), null, mark);
  }

  Guest with(SortedMap<String, String> values) {
    return new Guest(id, values, pending, pool, foreign);
  }

  Guest waiting(SortedMap<String, String> values) {
    return new Guest(id, config, values, pool, foreign);
  }

  /** The guest with its pending values in force. */
  Guest settled() {
    var values = new TreeMap<>(config);
    pending.forEach(
        (key, value) -> {
          if (value.isEmpty()) {
            values.remove(key);
          } else {
            values.put(key, value);
          }
        });
    return new Guest(id, values, new TreeMap<>(), pool, foreign);
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(config.get(key));
  }

  Optional<String> lock() {
    return value("lock");
  }

  boolean is(String flag) {
    return Validator.isTrue(config.get(flag));
  }

  String name() {
    return value("name").orElse("VM " + id);
  }

  /** The text of the configuration file. */
  String text() {
    var text = new StringBuilder();
    config.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
    return text.toString();
  }

  /** SHA-1 of the file, which a client sends back to be sure nobody came between. */
  String digest() {
    return hex("SHA-1", text());
  }

  static String hex(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
