package io.vmto.query;

import io.vmto.contract.view.ArtifactView;
import java.util.List;

/** The disk images of one job. */
record Artifacts(List<ArtifactView> artifacts) {
  static final Artifacts NONE = new Artifacts(List.of());

  Artifacts {
    artifacts = List.copyOf(artifacts);
  }
}
