package io.vmto.transfer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.machine.Machine;
import io.vmto.disk.BlockReader;
import io.vmto.hypervisor.Export;
import io.vmto.hypervisor.PlatformInfo;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.SourceSnapshots;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedExportTest {
  private final List<String> happened = new ArrayList<>();
  private final SharedExport shared = new SharedExport();
  private final AtomicInteger leases = new AtomicInteger();
  private boolean refusing;

  private Export join(String disk) {
    return Objects.requireNonNull(shared.join(Source::new, "vm-1", disk, () -> false));
  }

  @Test
  void theDisksOfAMachineShareOneLeaseThatTheLastOneEnds() {
    try (var first = join("2000");
        var second = join("2001")) {
      assertThat(second.leaseId()).isEqualTo(first.leaseId());
      assertThat(shared.holds(first.leaseId())).isTrue();
      first.complete();
      first.close();
      assertThat(happened).containsExactly("open lease-1");
      second.complete();
    }
    assertThat(happened)
        .containsExactly("open lease-1", "complete lease-1", "close lease-1", "log out");
    assertThat(shared.holds("lease-1")).isFalse();
  }

  @Test
  void aDiskThatFailsLeavesTheLeaseToTheOther() {
    var other = join("2001");
    join("2000").close();
    assertThat(happened).containsExactly("open lease-1");
    other.complete();
    other.close();
    assertThat(happened).endsWith("complete lease-1", "close lease-1", "log out");
  }

  @Test
  void aDiskThatWasInTheLeaseWaitsForTheNext() throws Exception {
    var other = join("2001");
    join("2000").close();
    try (var threads = Executors.newSingleThreadExecutor()) {
      var asked = new AtomicInteger();
      var again =
          threads.submit(
              () ->
                  shared.join(
                      Source::new,
                      "vm-1",
                      "2000",
                      () -> {
                        asked.incrementAndGet();
                        return false;
                      }));
      while (asked.get() < 2) {
        Thread.onSpinWait();
      }
      assertThat(again.isDone()).isFalse();
      other.close();
      try (var next = again.get(30, TimeUnit.SECONDS)) {
        assertThat(next.leaseId()).isEqualTo("lease-2");
      }
    }
    assertThat(happened)
        .containsExactly(
            "open lease-1", "close lease-1", "log out", "open lease-2", "close lease-2", "log out");
  }

  @Test
  void waitingForTheNextLeaseCanBeStopped() {
    try (var other = join("2001")) {
      join("2000").close();
      assertThat(shared.join(Source::new, "vm-1", "2000", () -> true)).isNull();
      assertThat(shared.holds(other.leaseId())).isTrue();
    }
  }

  @Test
  void aCompletedLeaseIsNotJoinedAnyMore() {
    try (var first = join("2000")) {
      first.complete();
      try (var second = join("2001")) {
        assertThat(second.leaseId()).isEqualTo("lease-2");
      }
    }
  }

  @Test
  void aLeaseThatCannotBeOpenedLeavesNoSession() {
    refusing = true;
    assertThatThrownBy(() -> join("2000")).hasMessage("refused");
    assertThat(happened).containsExactly("log out");
    refusing = false;
    join("2000").close();
  }

  /** A platform that writes down what is asked of it. */
  private final class Source implements SourcePlatform {
    @Override
    public Export export(String machineId) {
      if (refusing) {
        throw new IllegalStateException("refused");
      }
      return new Written("lease-" + leases.incrementAndGet());
    }

    @Override
    public void close() {
      happened.add("log out");
    }

    @Override
    public PlatformInfo info() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Machine> machines() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Machine machine(String id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void abandonExport(String leaseId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BlockReader openDisk(String machineId, String diskKey) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SourceSnapshots snapshots() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void shutDownGuest(String machineId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean awaitOff(String machineId, Duration most) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void powerOn(String machineId) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Written implements Export {
    private final String id;

    Written(String id) {
      this.id = id;
      happened.add("open " + id);
    }

    @Override
    public String leaseId() {
      return id;
    }

    @Override
    public List<String> diskKeys() {
      return List.of("2000", "2001");
    }

    @Override
    public InputStream open(String diskKey) {
      return InputStream.nullInputStream();
    }

    @Override
    public void progress(int percent) {}

    @Override
    public Optional<WireDigest> wireDigest(String diskKey) {
      return Optional.empty();
    }

    @Override
    public void complete() {
      happened.add("complete " + id);
    }

    @Override
    public void abort(String reason) {
      happened.add("abort " + id);
    }

    @Override
    public void close() {
      happened.add("close " + id);
    }
  }
}
