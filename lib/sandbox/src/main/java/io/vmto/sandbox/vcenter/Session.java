package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A logged-in session and the objects that live and die with it. Guarded by the world's lock. */
final class Session {
  private final String key = UUID.randomUUID().toString();
  private final String cookie = UUID.randomUUID().toString().replace("-", "");
  private final String user;
  private final String agent;
  private final Instant loginTime = Instant.now();
  private long lastUsed = System.nanoTime();
  private int calls;
  private final Map<String, SessionObject> objects = new LinkedHashMap<>();
  private final Map<String, List<Data>> pages = new LinkedHashMap<>();

  Session(String user, String agent) {
    this.user = user;
    this.agent = agent;
  }

  String key() {
    return key;
  }

  /** The cookie's value with the quotes a vCenter sends. */
  String cookie() {
    return '"' + cookie + '"';
  }

  boolean hasCookie(String value) {
    return value.replace("\"", "").equals(cookie);
  }

  String user() {
    return user;
  }

  void touch() {
    lastUsed = System.nanoTime();
    calls++;
  }

  boolean idleFor(int seconds) {
    return System.nanoTime() - lastUsed > seconds * 1_000_000_000L;
  }

  /** A new reference of the form {@code session[uuid]uuid}. */
  Ref newRef(String type) {
    return new Ref(type, "session[" + key + "]" + UUID.randomUUID());
  }

  void add(SessionObject object) {
    objects.put(object.ref().id(), object);
  }

  void remove(Ref ref) {
    objects.remove(ref.id());
  }

  Optional<SessionObject> find(Ref ref) {
    return Optional.ofNullable(objects.get(ref.id()));
  }

  List<SessionObject> objects() {
    return List.copyOf(objects.values());
  }

  Map<String, List<Data>> pages() {
    return pages;
  }

  Data describe() {
    return Data.of("UserSession")
        .put("key", key)
        .put("userName", user)
        .put("fullName", user)
        .put("loginTime", Value.time(loginTime))
        .put("lastActiveTime", Value.time(Instant.now()))
        .put("locale", "en")
        .put("messageLocale", "en")
        .put("extensionSession", false)
        .put("ipAddress", "127.0.0.1")
        .put("userAgent", agent)
        .put("callCount", Value.number(calls));
  }
}
