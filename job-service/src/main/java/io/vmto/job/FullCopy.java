package io.vmto.job;

import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.Grade;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** The cold strategy: the machine is off, every disk is copied once, then proven and started. */
final class FullCopy {
  static final String NAME = "full-copy";

  private FullCopy() {}

  /** Pure: the same spec gives the same plan. */
  static Plan plan(MigrationSpec spec) {
    var road = road(spec);
    var reading = SourceReading.of(spec);
    boolean rereadSource = SourceReading.obstacle(spec).isEmpty();
    boolean rereadTarget = road == Road.SHARED;
    var steps = new ArrayList<Step>();
    steps.add(new Step.ReserveVm(spec.node().name()));
    for (var disk : spec.machine().disks()) {
      steps.add(
          new Step.CopyDisk(
              disk.key(),
              disk.capacity(),
              road,
              reading.reading(),
              why(spec, road) + "; " + reading.why()));
    }
    steps.add(new Step.ImportVm(road, road == Road.UPLOAD ? Preflight.uploadStorage(spec) : ""));
    steps.add(new Step.Verify(rereadSource, rereadTarget, reading.reading()));
    if (spec.request().bootCheck().start()) {
      steps.add(new Step.StartVm(spec.request().bootCheck()));
    }
    steps.add(new Step.Release());
    return new Plan(
        NAME, steps, reachable(road, rereadSource), Preflight.check(spec, road), hash(spec, steps));
  }

  private static Road road(MigrationSpec spec) {
    return switch (spec.request().road()) {
      case SHARED -> Road.SHARED;
      case UPLOAD -> Road.UPLOAD;
      case AUTO ->
          Preflight.storage(spec).map(s -> s.mounted()).orElse(false) ? Road.SHARED : Road.UPLOAD;
    };
  }

  private static String why(MigrationSpec spec, Road road) {
    if (spec.request().road() != Road.AUTO) {
      return "road asked for";
    }
    return road == Road.SHARED
        ? "the storage is mounted here, so both sides can be re-read"
        : "the storage is not mounted here";
  }

  private static Grade reachable(Road road, boolean rereadSource) {
    if (road == Road.UPLOAD) {
      return Grade.DELIVERED;
    }
    return rereadSource ? Grade.PROVEN : Grade.COPIED;
  }

  private static String hash(MigrationSpec spec, List<Step> steps) {
    var request = spec.request();
    var text =
        String.join(
            "\n",
            NAME,
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
