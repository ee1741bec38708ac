package io.vmto.standalone.authority;

import static io.vmto.contract.access.Permission.DOWNLOAD;
import static io.vmto.contract.access.Permission.VIEW;

import io.vmto.contract.access.Permission;
import io.vmto.contract.access.Role;
import io.vmto.standalone.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who comes to the door: an account of each role, keys that may less than their owner,
 * and those whom nobody should believe. Each is called as the column of the table, or after what
 * they try.
 */
final class Senders {
  private static final String PASSWORD = "a password of my own ";

  private final Web web;
  private final String admin;
  private final Map<String, Person> people = new HashMap<>();
  private final SequencedMap<String, String> known = new LinkedHashMap<>();
  private final SequencedMap<String, @Nullable String> unknown = new LinkedHashMap<>();
  private final SequencedMap<String, String> there = new LinkedHashMap<>();

  private Senders(Web web, String admin) {
    this.web = web;
    this.admin = admin;
  }

  /**
   * Makes all of them.
   *
   * @param admin the token of somebody who may make accounts
   */
  static Senders arrive(Web web, String admin) {
    var senders = new Senders(web, admin);
    for (var role : Role.values()) {
      senders.people.put(column(role), senders.account("an-" + column(role), role));
      senders.known.put(column(role), senders.person(column(role)).access());
    }
    var owner = senders.account("owner", Role.ADMIN);
    senders.known.put("key", senders.key(owner, "key", VIEW, Duration.ofDays(1)));
    senders.known.put("narrow", senders.key(owner, "narrow", DOWNLOAD, Duration.ofDays(1)));
    senders.strangers(owner);
    senders.there.put("/accounts/{id}", "/accounts/" + owner.id());
    return senders;
  }

  /** Somebody with an account. */
  record Person(String id, String name, String password, String access, String refresh) {}

  /** Their tokens, by the column of the table that tells what they may. */
  SequencedMap<String, String> known() {
    return known;
  }

  /** Whose token that is, or somebody with few rights for a column that is no role. */
  Person person(String column) {
    var person = people.get(column);
    return person == null ? Objects.requireNonNull(people.get("viewer")) : person;
  }

  /** What they send as authorization; nobody may more than the column {@code nobody}. */
  SequencedMap<String, @Nullable String> unknown() {
    return unknown;
  }

  /** The address of something that is there, so that only being refused protects it. */
  String somewhere(Operation operation) {
    var path = operation.path();
    for (var one : there.entrySet()) {
      path = path.replace(one.getKey(), one.getValue());
    }
    return nowhere(path);
  }

  /** The address of nothing, so that whoever is allowed does no harm. */
  static String nowhere(String path) {
    return path.replace("{position}", "1").replaceAll("\\{[a-z]+}", "nothing");
  }

  /** A new account that has signed in. */
  Person account(String name, Role role) {
    var form = "{\"name\": \"%s\", \"roles\": [\"%s\"]}".formatted(name, role);
    var made = web.must("POST", "/api/v1/accounts", admin, form);
    var given = made.text("password");
    var own = PASSWORD + name;
    web.must(
        "PUT",
        "/api/v1/me/password",
        signIn(name, given).text("accessToken"),
        "{\"current\": \"%s\", \"password\": \"%s\"}".formatted(given, own));
    return again(new Person(made.text("id"), name, own, "", ""));
  }

  /** The same with a session of its own. */
  Person again(Person person) {
    var session = signIn(person.name(), person.password());
    return new Person(
        person.id(),
        person.name(),
        person.password(),
        session.text("accessToken"),
        session.text("refreshToken"));
  }

  private Web.Answer signIn(String name, String password) {
    return web.must("POST", "/api/v1/session", admin, credentials(name, password));
  }

  static String credentials(String name, String password) {
    return "{\"name\": \"%s\", \"password\": \"%s\"}".formatted(name, password);
  }

  private String key(Person owner, String name, Permission permission, Duration good) {
    var form =
        "{\"name\": \"%s\", \"permissions\": [\"%s\"], \"expires\": \"%s\"}"
            .formatted(name, permission, Instant.now().plus(good));
    var key = web.must("POST", "/api/v1/keys", owner.access(), form);
    there.put("/keys/{id}", "/keys/" + key.text("id"));
    return key.text("secret");
  }

  private void strangers(Person admin) {
    var over = account("over", Role.ADMIN);
    web.must("DELETE", "/api/v1/session", over.access(), null);
    var token = admin.access();
    var other = token.endsWith("A") ? "B" : "A";
    unknown.put("nobody", null);
    unknown.put("nobody at all", "Bearer ");
    unknown.put("a session that is over", "Bearer " + over.access());
    unknown.put("a key that has expired", "Bearer " + expired(admin));
    unknown.put("a refresh token", "Bearer " + admin.refresh());
    unknown.put("a token with one letter changed", "Bearer " + changed(token, other));
    unknown.put("a token in capitals", "Bearer " + token.toUpperCase(Locale.ROOT));
    unknown.put("two tokens", "Bearer " + token + " " + token);
    unknown.put("another scheme", "Token " + token);
    unknown.put("a name and password", "Basic " + basic(admin));
    unknown.put("a token of an issuer that signs nothing", "Bearer " + unsigned());
  }

  private String expired(Person owner) {
    var key = key(owner, "short", VIEW, Duration.ofSeconds(2));
    Wait.until("the key has expired", Duration.ofSeconds(20), () -> status(key) == 401);
    return key;
  }

  private int status(String token) {
    return web.send("GET", "/api/v1/me", "Bearer " + token, "*/*", null).status();
  }

  private static String changed(String token, String letter) {
    return token.substring(0, token.length() - 1) + letter;
  }

  private static String basic(Person person) {
    return encoded(person.name() + ":" + person.password());
  }

  private static String unsigned() {
    var claims = "{\"iss\":\"vmto\",\"sub\":\"admin\",\"groups\":[\"admin\"],\"exp\":32503680000}";
    return encoded("{\"alg\":\"none\"}") + "." + encoded(claims) + ".";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String column(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
