package io.vmto.query;

import io.vmto.contract.transfer.Progress;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Progress over time, for graphs: one sample a second for an hour, then one in ten. Blocks. */
final class SampleStore {
  static final Duration FINE = Duration.ofHours(1);
  private static final int COARSE_SECONDS = 10;

  private final JdbcTemplate jdbc;

  SampleStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The last of a second stands for it. */
  void insert(List<Progress> progress) {
    var seconds = new LinkedHashMap<Key, Progress>();
    for (var p : progress) {
      seconds.put(new Key(p.job().value(), p.step(), p.at().truncatedTo(ChronoUnit.SECONDS)), p);
    }
    jdbc.batchUpdate(
        "insert into query.progress_sample (job, at, step, doc) values (?, ?, ?, ?)"
            + " on conflict (job, at, step) do update set doc = excluded.doc",
        new ArrayList<>(seconds.entrySet()),
        seconds.size(),
        (s, e) -> {
          s.setString(1, e.getKey().job());
          s.setTimestamp(2, Timestamp.from(e.getKey().second()));
          s.setInt(3, e.getKey().step());
          s.setString(4, Documents.write(e.getValue()));
        });
  }

  /** Of samples that got an hour old since {@code last}, keeps the first in each ten seconds. */
  void thin(Instant last, Instant now) {
    jdbc.update(
        "delete from query.progress_sample s where s.at >= ? and s.at < ? and exists"
            + " (select 1 from query.progress_sample k where k.job = s.job and k.step = s.step"
            + " and k.at < s.at"
            + " and k.at >= date_bin('10 seconds', s.at, timestamptz '1970-01-01 00:00:00+00'))",
        Timestamp.from(coarse(last)),
        Timestamp.from(coarse(now)));
  }

  private static Instant coarse(Instant now) {
    long old = Math.max(0, now.minus(FINE).getEpochSecond());
    return Instant.ofEpochSecond(old - old % COARSE_SECONDS);
  }

  private record Key(String job, int step, Instant second) {}
}
