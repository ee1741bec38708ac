package io.vmto.standalone.authority;

import io.vmto.runtime.access.Seals;
import java.io.IOException;
import java.nio.file.Path;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryBus;

/**
 * {@code bench/authz}: every sender there is, at the buses and at the door. Each has a composition
 * of its own, because what the one is allowed changes what the other finds.
 */
public final class AuthorityBench {
  private AuthorityBench() {}

  /** Takes the address of {@code docs/openapi.json}. */
  public static void main(String[] args) throws IOException {
    var messages = messages();
    messages.print(System.out);
    var door = door(Path.of(args[0]));
    door.print(System.out);
    System.exit(messages.right() && door.right() ? 0 : 1);
  }

  static Result messages() throws IOException {
    try (var vmto = Composition.start()) {
      return new Authority(
              vmto.part(CommandBus.class),
              vmto.part(QueryBus.class),
              vmto.part(EventStore.class),
              vmto.part(Seals.class))
          .run(Table.ofRoles("/authority.tsv"));
    }
  }

  static Result door(Path openApi) throws IOException {
    try (var vmto = Composition.start();
        var web = new Web(vmto.url())) {
      var senders = Senders.arrive(web, vmto.token());
      return new DoorAuthority(web, senders, vmto.part(EventStore.class))
          .run(Operations.of(openApi, web, vmto.token()), Table.read("/routes.tsv"));
    }
  }
}
