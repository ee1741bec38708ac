package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who is logged in. Guarded by the world's lock. */
final class Sessions {
  static final String COOKIE = "vmware_soap_session";

  private final World world;
  private final List<Session> sessions = new ArrayList<>();

  Sessions(World world) {
    this.world = world;
  }

  Session open(String user, String agent) {
    var session = new Session(user, agent);
    session.add(new Collector(Collector.DEFAULT, world));
    sessions.add(session);
    return session;
  }

  /** The live session whose cookie came with the request. */
  Optional<Session> of(Request request) {
    expire();
    return request
        .cookie(COOKIE)
        .flatMap(cookie -> sessions.stream().filter(s -> s.hasCookie(cookie)).findFirst());
  }

  Optional<Session> byKey(String key) {
    return sessions.stream().filter(session -> session.key().equals(key)).findFirst();
  }

  boolean isLive(Session session) {
    return sessions.contains(session);
  }

  List<Session> all() {
    return List.copyOf(sessions);
  }

  void end(Session session) {
    if (sessions.remove(session)) {
      session.objects().forEach(SessionObject::end);
      world.touch();
    }
  }

  /** Ends what was idle for too long; the foreign session is never idle. */
  void expire() {
    int limit = world.settings().sessionSeconds();
    all().stream()
        .filter(session -> session.idleFor(limit) && !session.user().equals(Fixtures.FOREIGN_USER))
        .forEach(this::end);
  }
}
