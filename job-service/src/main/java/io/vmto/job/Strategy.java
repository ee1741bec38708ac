package io.vmto.job;

import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** From a spec to a plan: pure, the same spec gives the same plan. */
final class Strategy {
  private Strategy() {}

  static Plan plan(MigrationSpec spec) {
    return spec.request().warm().wanted() ? WarmCopy.plan(spec) : FullCopy.plan(spec);
  }

  static Road road(MigrationSpec spec) {
    return switch (spec.request().road()) {
      case SHARED -> Road.SHARED;
      case NODE -> Road.NODE;
      case UPLOAD -> Road.UPLOAD;
      case AUTO -> best(spec);
    };
  }

  private static Road best(MigrationSpec spec) {
    if (Preflight.storage(spec).map(s -> s.mounted()).orElse(false)) {
      return Road.SHARED;
    }
    return spec.node().reached() ? Road.NODE : Road.UPLOAD;
  }

  static String hash(String strategy, MigrationSpec spec, List<Step> steps) {
    var request = spec.request();
    var text =
        String.join(
            "\n",
            strategy,
            steps.toString(),
            request.source().toString(),
            request.target().toString(),
            request.name(),
            new TreeMap<>(request.networks()).toString(),
            spec.machine().toString());
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
