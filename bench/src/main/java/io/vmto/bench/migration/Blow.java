package io.vmto.bench.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** What strikes a job that is under way. */
enum Blow {
  /** The server is killed with -9 and started again. */
  KILL,
  /** The server stands still until its leases are over, and then goes on as if nothing was. */
  FROZEN,
  /** The database is killed, or stopped in good order, under the server. */
  POSTGRES,
  /** Every session of the vCenter ends. */
  SESSIONS,
  /** A stream of the source is cut at some byte. */
  CUT,
  /** The bucket with the images does not answer for a minute. */
  STORE,
  /** The target has no room; somebody makes room when the job is held. */
  FULL;

  /** Longer than a lease of ten seconds. */
  private static final int FROZEN_SECONDS = 15;

  private static final int AWAY_SECONDS = 60;
  private static final int DISK = 96 << 20;

  static Blow of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Where the images of the job lie in a bucket. */
  boolean inBucket() {
    return this == STORE;
  }

  /** The road on which it hurts. */
  String road() {
    return this == STORE || this == FULL ? "UPLOAD" : "SHARED";
  }

  /** Only a warm job that fails is held; a cold one is taken back. */
  boolean warmOnly() {
    return this == FULL;
  }

  void strike(Lab lab, Random random) throws IOException, InterruptedException {
    switch (this) {
      case KILL -> lab.site.server.kill();
      case FROZEN -> signal("STOP", lab.site.server.pid());
      case POSTGRES -> signal(random.nextBoolean() ? "KILL" : "INT", postmaster(lab));
      case SESSIONS -> lab.act("end-sessions", Map.of());
      case CUT -> lab.site.fault("folder.read", "cut", 0, random.nextInt(DISK / 4), 1);
      case STORE -> lab.store().close();
      case FULL -> lab.site.fault("pve.disk-full", "full", 0, 0, 0);
    }
  }

  /** Ends what does not end by itself. */
  void recover(Lab lab) throws IOException, InterruptedException {
    switch (this) {
      case KILL -> lab.site.server.start();
      case FROZEN -> {
        Thread.sleep(FROZEN_SECONDS * 1000L);
        signal("CONT", lab.site.server.pid());
      }
      case STORE -> {
        Thread.sleep(AWAY_SECONDS * 1000L);
        lab.store().start();
      }
      case POSTGRES, SESSIONS, CUT, FULL -> {}
    }
  }

  private static long postmaster(Lab lab) throws IOException {
    var file = lab.site.server.data().resolve("postgres/data/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).getFirst().strip());
  }

  private static void signal(String name, long process) throws IOException, InterruptedException {
    Tools.run(List.of(0), List.of("sh", "-c", "kill -s " + name + " " + process));
  }
}
