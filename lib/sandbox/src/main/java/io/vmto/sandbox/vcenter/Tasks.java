package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Fault;
import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks and the clock that runs them: queued, running, then success or error. */
final class Tasks {
  private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

  private final World world;
  private final Map<String, Task> tasks = new LinkedHashMap<>();
  private final ScheduledThreadPoolExecutor clock;
  private int last;

  Tasks(World world) {
    this.world = world;
    clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("vcenter-clock").factory());
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** One task; changes only under the world's lock. */
  private static final class Task {
    final Ref ref;
    final Vm vm;
    final String descriptionId;
    final String user;
    final Instant queued = Instant.now();
    @Nullable Instant started;
    @Nullable Instant completed;
    String state = "queued";
    @Nullable SoapFault error;
    @Nullable Value result;

    Task(Ref ref, Vm vm, String descriptionId, String user) {
      this.ref = ref;
      this.vm = vm;
      this.descriptionId = descriptionId;
      this.user = user;
    }

    Data info() {
      return Data.of("TaskInfo")
          .put("key", ref.id())
          .put("task", ref)
          .put("descriptionId", descriptionId)
          .put("entity", vm.ref())
          .put("entityName", vm.name())
          .put("state", Value.choice("TaskInfoState", state))
          .put("cancelled", false)
          .put("cancelable", false)
          .put("error", error == null ? null : localized(error))
          .put("result", result)
          .put("reason", Data.derived("TaskReasonUser").put("userName", user))
          .put("queueTime", Value.time(queued))
          .put("startTime", started == null ? null : Value.time(started))
          .put("completeTime", completed == null ? null : Value.time(completed))
          .put("eventChainId", 1);
    }
  }

  /** A fault as it stands in a property. */
  static Data localized(SoapFault fault) {
    return Data.of("LocalizedMethodFault")
        .put("fault", fault.fault())
        .put("localizedMessage", String.valueOf(fault.getMessage()));
  }

  /** Queues a task on a machine; the effect runs under the lock and may throw a SoapFault. */
  Ref start(Vm vm, String descriptionId, String user, Runnable effect) {
    return start(
        vm,
        descriptionId,
        user,
        0,
        () -> {
          effect.run();
          return null;
        });
  }

  /** The same with a result, for a task that lasts longer than others. */
  Ref start(Vm vm, String descriptionId, String user, long more, Supplier<@Nullable Value> effect) {
    var task = new Task(new Ref("Task", "task-" + ++last), vm, descriptionId, user);
    tasks.put(task.ref.id(), task);
    int millis = world.settings().taskMillis();
    after(millis, () -> begin(task));
    after(2L * millis + more, () -> finish(task, effect));
    world.touch();
    return task.ref;
  }

  /** Does something under the lock, later. */
  void after(long millis, Runnable work) {
    var unused = clock.schedule(() -> run(work), millis, TimeUnit.MILLISECONDS);
  }

  ScheduledFuture<?> every(long millis, Runnable work) {
    return clock.scheduleAtFixedRate(() -> run(work), millis, millis, TimeUnit.MILLISECONDS);
  }

  // An exception must not stop the clock.
  private void run(Runnable work) {
    try {
      world.locked(
          () -> {
            work.run();
            return true;
          });
    } catch (RuntimeException e) {
      LOG.warn("timed work failed", e);
    }
  }

  private void begin(Task task) {
    task.state = "running";
    task.started = Instant.now();
    world.touch();
  }

  private void finish(Task task, Supplier<@Nullable Value> effect) {
    try {
      world
          .faults()
          .at("task." + task.descriptionId, task.vm.name())
          .filter(fault -> fault.action() == Fault.Action.FAIL)
          .ifPresent(Tasks::fail);
      task.result = effect.get();
      task.state = "success";
    } catch (SoapFault e) {
      task.error = e;
      task.state = "error";
    }
    task.completed = Instant.now();
    world.touch();
  }

  private static void fail(Fault fault) {
    String type = Optional.ofNullable(fault.detail()).orElse("SystemError");
    throw SoapFault.of(type, "injected " + type);
  }

  List<Ref> recentOf(Ref entity) {
    return tasks.values().stream()
        .filter(task -> task.vm.ref().equals(entity) && task.completed == null)
        .map(task -> task.ref)
        .toList();
  }

  Optional<Thing> find(Ref ref) {
    return Optional.ofNullable(tasks.get(ref.id()))
        .map(task -> Thing.of(task.ref).later("info", task::info));
  }

  void stop() {
    clock.shutdownNow();
  }
}
