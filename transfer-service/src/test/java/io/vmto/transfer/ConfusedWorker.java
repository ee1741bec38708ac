package io.vmto.transfer;

import static io.vmto.transfer.TransferTest.ID;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferCommand.BeginPass;
import io.vmto.contract.transfer.TransferCommand.CloseResource;
import io.vmto.contract.transfer.TransferCommand.CompletePass;
import io.vmto.contract.transfer.TransferCommand.IntendResource;
import io.vmto.contract.transfer.TransferCommand.OpenResource;
import io.vmto.contract.transfer.TransferCommand.RecordPoweredOff;
import io.vmto.contract.transfer.TransferCommand.RecordPoweredOn;
import io.vmto.contract.transfer.TransferCommand.RequestShutdown;
import io.vmto.contract.transfer.TransferCommand.VoidPass;
import io.vmto.contract.transfer.TransferCommand.WidenPass;
import io.vmto.transfer.PretendDisk.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is honest about what it has done and has no idea of the order: it does whatever the
 * transfer lets it do, as chance wants, forgets everything when it dies, and holds several
 * snapshots when nobody keeps it from that.
 */
final class ConfusedWorker {
  private static final String DISK = "2000";

  private final PretendDisk source;
  private final Random random;
  private final boolean guarded;
  private final Function<TransferCommand, @Nullable Object> transfer;
  final int[] replica = new int[PretendDisk.BLOCKS];
  private final List<String> taken = new ArrayList<>();
  private long token = 1;
  private @Nullable Pass pass;
  private Optional<Snapshot> frozen = Optional.empty();
  private @Nullable Set<Integer> left;
  int refusals;
  boolean done;

  ConfusedWorker(
      PretendDisk source,
      Random random,
      boolean guarded,
      Function<TransferCommand, @Nullable Object> transfer) {
    this.source = source;
    this.random = random;
    this.guarded = guarded;
    this.transfer = transfer;
  }

  long token() {
    return token;
  }

  /** One thing, whatever comes to its mind. */
  void act(int step) {
    switch (random.nextInt(20)) {
      case 0, 1 -> begin(step, !source.on());
      case 2 -> begin(step, random.nextBoolean());
      case 3 -> freeze("vmto-job-1-" + (1 + random.nextInt(6)));
      case 4, 5 -> freeze(pass == null ? "vmto-job-1-1" : pass.snapshot());
      case 6, 7, 8, 9, 10 -> copy(1 + random.nextInt(6));
      case 11, 12, 13 -> complete();
      case 14, 15 -> remove();
      case 16 -> shutDown();
      case 17, 18 -> look();
      default -> die();
    }
  }

  private @Nullable Object ask(TransferCommand command) {
    try {
      return transfer.apply(command);
    } catch (Rejected e) {
      refusals++;
      throw e;
    }
  }

  private boolean say(TransferCommand command) {
    try {
      ask(command);
      return true;
    } catch (Rejected e) {
      return false;
    }
  }

  private void begin(int step, boolean last) {
    try {
      if (ask(new BeginPass(ID, token, step, last)) instanceof Pass begun && !begun.equals(pass)) {
        pass = begun;
        frozen = Optional.empty();
        left = null;
      }
    } catch (Rejected e) {
      // not now
    }
  }

  private void freeze(String name) {
    if (!name.isEmpty() && say(new IntendResource(ID, token, snapshot(name)))) {
      var snapshot = source.find(name).orElseGet(() -> source.take(name));
      taken.add(name);
      say(new OpenResource(ID, token, name, snapshot.changeId()));
      if (pass != null && pass.snapshot().equals(name)) {
        frozen = Optional.of(snapshot);
        left = null;
        if (guarded && snapshot.chained()) {
          giveUp();
        }
      }
    }
  }

  private static Resource snapshot(String name) {
    return new Resource(Resource.Kind.SNAPSHOT, name, new ConnectionId("vc"), "vm-1", 0, "");
  }

  private void giveUp() {
    say(
        new VoidPass(
            ID,
            token,
            pass == null ? 0 : pass.number(),
            Failure.passing(ErrorCode.SOURCE_CHANGED, "Another snapshot.", "Wait.")));
    pass = null;
  }

  /** Some blocks, or the answer to what is to be copied. */
  private void copy(int blocks) {
    if (pass == null || (!pass.last() && frozen.isEmpty()) || (pass.last() && source.on())) {
      return;
    }
    if (left == null) {
      left = areas(pass);
      return;
    }
    for (int i = 0; i < blocks && !left.isEmpty(); i++) {
      int block = left.iterator().next();
      replica[block] = source.read(block);
      left.remove(block);
    }
  }

  private @Nullable Set<Integer> areas(Pass now) {
    var disk = now.disk(DISK).orElseThrow();
    if (!disk.whole()) {
      var changed = source.changed(disk.since());
      if (changed.isPresent()) {
        return new TreeSet<>(changed.get());
      }
      say(new WidenPass(ID, token, now.number(), DISK, "tracking was reset"));
    }
    return IntStream.range(0, PretendDisk.BLOCKS)
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void complete() {
    if (pass == null || left == null || !left.isEmpty()) {
      return;
    }
    var names = pass.last() ? List.<String>of() : List.of(pass.snapshot());
    if ((guarded && !source.names().equals(names)) || (pass.last() && source.on())) {
      giveUp();
      return;
    }
    var id = frozen.map(Snapshot::changeId).orElse("");
    var result = new Pass.Result(pass.number(), List.of(new Pass.DiskResult(DISK, id, 1, 1, 1)), 1);
    done = say(new CompletePass(ID, token, result)) && pass.last();
    pass = null;
  }

  private void remove() {
    if (!taken.isEmpty()) {
      var name = taken.remove(random.nextInt(taken.size()));
      source.remove(name);
      say(new CloseResource(ID, token, name, "removed"));
    }
  }

  private void shutDown() {
    if (say(new RequestShutdown(ID, token))) {
      source.power(false);
    }
  }

  private void look() {
    say(source.on() ? new RecordPoweredOn(ID, token) : new RecordPoweredOff(ID, token));
  }

  /** The next worker knows what the transfer tells it, and the names of what the platform shows. */
  private void die() {
    token++;
    pass = null;
    left = null;
    frozen = Optional.empty();
  }
}
