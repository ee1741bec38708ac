package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.JobView;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One kind of document: where it is kept, which event belongs to which document, and how it folds.
 * Live projection, rebuild and check all use the same fold.
 *
 * @param table table of the schema {@code query}
 * @param key names the document that an event belongs to, or null when it belongs to none
 */
record View<D>(String table, Class<D> type, Function<Event, @Nullable String> key, Fold<D> fold) {

  static final List<View<?>> ALL =
      List.of(
          new View<>("job", JobView.class, JobFold::key, JobFold::evolve),
          new View<>(
              "connection", ConnectionView.class, ConnectionFold::key, ConnectionFold::evolve),
          new View<>("artifact", Artifacts.class, ArtifactFold::key, ArtifactFold::evolve),
          new View<>("claim", ClaimFold.Claim.class, ClaimFold::key, ClaimFold::evolve),
          new View<>("license", LicenseUse.class, LicenseFold::key, LicenseFold::evolve));

  /** The document after an event; pure. Null means there is no such document. */
  @FunctionalInterface
  interface Fold<D> {
    @Nullable D evolve(@Nullable D before, Event event);
  }
}
