package io.vmto.bench.api;

import io.vmto.bench.api.History.End;
import io.vmto.bench.api.History.Told;
import io.vmto.contract.EventNames;
import io.vmto.contract.connection.ConnectionEvent.ConnectionCreated;
import io.vmto.contract.connection.ConnectionEvent.ConnectionReachable;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.SecretRef;
import io.vmto.contract.job.JobId;
import io.vmto.runtime.ContractJson;
import io.vmto.runtime.Meta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes the past of an installation into its event store, by COPY. Events look as the server
 * stores them, positions are contiguous. To the read side they are new; everybody else's token is
 * set behind them, as if they had been handled when they happened, so that nothing is done again.
 */
final class Fill {
  private static final int AT_A_TIME = 8;
  private static final int A_MEGABYTE = 1 << 20;
  private static final byte[] META = meta();

  private final CopyIn copy;
  private final Map<String, Long> sequences = new HashMap<>();
  private final StringBuilder lines = new StringBuilder();

  private Fill(CopyIn copy) {
    this.copy = copy;
  }

  /**
   * @param open so many of the jobs, the newest, were not started
   * @return the position of the last event
   */
  static long into(Connection database, int jobs, long events, int open)
      throws SQLException, IOException {
    database.setAutoCommit(false);
    var copy =
        database
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "copy axon.domain_event_entry (aggregateIdentifier, sequenceNumber, type,"
                    + " eventIdentifier, metaData, payload, payloadRevision, payloadType,"
                    + " timeStamp) from stdin");
    var fill = new Fill(copy);
    fill.connections();
    fill.jobs(jobs, events, open);
    fill.flush();
    copy.endCopy();
    long head;
    try (var statement = database.createStatement()) {
      statement.executeUpdate(
          "update axon.token_entry set tokenType ="
              + " 'org.axonframework.eventhandling.GapAwareTrackingToken', token = convert_to("
              + "json_build_object('index', (select max(globalIndex) from axon.domain_event_entry),"
              + " 'gaps', json_build_array())::text, 'UTF8') where processorName <> 'query'");
      try (var last =
          statement.executeQuery("select max(globalIndex) from axon.domain_event_entry")) {
        last.next();
        head = last.getLong(1);
      }
      statement.execute("analyze axon.domain_event_entry");
    }
    database.commit();
    return head;
  }

  static JobId job(int number) {
    return new JobId("bench-%06d".formatted(number));
  }

  private void connections() throws SQLException {
    var at = Instant.now().minus(Duration.ofDays(400));
    connection(Machines.SOURCE, PlatformKind.VSPHERE, at);
    connection(Machines.TARGET, PlatformKind.PROXMOX, at);
  }

  private void connection(String name, PlatformKind kind, Instant at) throws SQLException {
    var id = new ConnectionId(name);
    var endpoint =
        new Endpoint(kind, "https://" + name + ".example", "bench", Endpoint.TRUST_CA, Map.of());
    var created = new ConnectionCreated(id, name, endpoint, new SecretRef(id, 1), at);
    write(new Told("Connection", name, created));
    var can = Set.of("STREAM_EXPORT", "RANGE_READ");
    write(new Told("Connection", name, new ConnectionReachable(id, name, "1.0", can, at)));
  }

  /** Eight at a time, as an installation of some size would have done it. */
  private void jobs(int jobs, long events, int open) throws SQLException {
    int each = Math.toIntExact(events / Math.max(1, jobs - open));
    var from = Instant.now().minus(Duration.ofDays(365));
    var between = Duration.ofDays(364).dividedBy(jobs);
    var running = new ArrayList<Deque<Told>>();
    for (int number = 0; number < jobs || !running.isEmpty(); ) {
      while (running.size() < AT_A_TIME && number < jobs) {
        var end = number >= jobs - open ? End.NOT_STARTED : ended(number);
        var begin = from.plus(between.multipliedBy(number));
        running.add(new ArrayDeque<>(History.tell(job(number), number, begin, each, end)));
        number++;
      }
      for (var story : running) {
        write(story.removeFirst());
      }
      running.removeIf(Deque::isEmpty);
    }
  }

  private static End ended(int number) {
    return number % 20 == 0 ? End.FAILED : End.SUCCEEDED;
  }

  private void write(Told told) throws SQLException {
    var event = told.event();
    var name = EventNames.nameOf(event.getClass()).orElseThrow().split("/", 2);
    long sequence = sequences.merge(told.aggregate(), 1L, Long::sum) - 1;
    lines
        .append(told.aggregate())
        .append('\t')
        .append(sequence)
        .append('\t')
        .append(told.kind())
        .append('\t')
        .append(UUID.randomUUID())
        .append('\t');
    bytes(META);
    lines.append('\t');
    bytes(ContractJson.mapper().writeValueAsBytes(event));
    lines.append('\t').append(name[1]).append('\t').append(name[0]);
    lines.append('\t').append(event.at()).append('\n');
    if (lines.length() > A_MEGABYTE) {
      flush();
    }
  }

  private void bytes(byte[] bytes) {
    lines.append("\\\\x").append(HexFormat.of().formatHex(bytes));
  }

  private void flush() throws SQLException {
    var bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
    copy.writeToCopy(bytes, 0, bytes.length);
    lines.setLength(0);
  }

  private static byte[] meta() {
    var said =
        MetaData.with(Meta.ACTOR, "bench")
            .and(Meta.ORIGIN, "127.0.0.1")
            .and(Meta.CORRELATION, "bench");
    return Jackson3Serializer.builder().build().serialize(said, byte[].class).getData();
  }
}
