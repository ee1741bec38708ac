package io.vmto.gateway.operations;

import io.vmto.contract.access.Permission;
import io.vmto.contract.operations.ArtifactStorage;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.Drive;
import io.vmto.contract.operations.OperationsQuery.DeadLetters;
import io.vmto.contract.operations.OperationsQuery.DescribeProcess;
import io.vmto.contract.operations.OperationsQuery.Drives;
import io.vmto.contract.operations.OperationsQuery.FindArtifactStorage;
import io.vmto.contract.operations.OperationsQuery.FindStorage;
import io.vmto.contract.operations.OperationsQuery.ListDeadLetters;
import io.vmto.contract.operations.OperationsQuery.ListDrives;
import io.vmto.contract.operations.OperationsQuery.ListProcessors;
import io.vmto.contract.operations.OperationsQuery.ListPulses;
import io.vmto.contract.operations.OperationsQuery.Processors;
import io.vmto.contract.operations.OperationsQuery.Pulses;
import io.vmto.contract.operations.ProcessView;
import io.vmto.contract.operations.Pulse;
import io.vmto.contract.operations.StorageView;
import io.vmto.contract.view.ArtifactFilter;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import io.vmto.gateway.Fields;
import io.vmto.gateway.Settings;
import io.vmto.gateway.openapi.Operation;
import io.vmto.gateway.operations.Health.Known;
import io.vmto.runtime.Failures;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** How the installation is, what it holds, and which jobs do not get on. */
@RestController
@RequestMapping("/api/v1")
final class HealthApi {
  private static final int MOST_LETTERS = 1_000;
  private static final int MOST_ARTIFACTS = 1_000;
  private static final int LONGEST = 7 * 24 * 3600;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Bus bus;
  private final Settings settings;
  private final Clock clock;

  HealthApi(Bus bus, Settings settings, Clock clock) {
    this.bus = bus;
    this.settings = settings;
    this.clock = clock;
  }

  /** Always answers whoever may see it: a part that cannot be asked is a check that failed. */
  @GetMapping("/health")
  @Operation("Look at everything that has to be right.")
  Mono<Health> health(Call call) {
    call.require(Permission.VIEW);
    return Mono.zip(
            known(bus.gather(new DescribeProcess(), ProcessView.class, call)),
            known(
                bus.gather(new ListProcessors(), Processors.class, call)
                    .map(answers -> ProcessorApi.merged(answers).processors())),
            known(letters(call)),
            known(bus.ask(new FindArtifactStorage(), ArtifactStorage.class, call)),
            known(bus.ask(new FindLicense(), LicenseView.class, call)),
            known(pulses(call)),
            known(stuck(PATIENCE, call)),
            free())
        .map(
            all ->
                Health.of(
                    new Health.Facts(
                        all.getT1(),
                        all.getT2(),
                        all.getT3(),
                        all.getT4(),
                        all.getT5(),
                        all.getT6(),
                        all.getT7(),
                        all.getT8(),
                        clock.instant())));
  }

  /** Jobs that were silent for so many seconds, and those that wait for something. */
  @GetMapping("/stuck-jobs")
  @Operation("Jobs that should move and do not, and those that wait.")
  Mono<StuckJobs> stuckJobs(@RequestParam(defaultValue = "300") int olderThan, Call call) {
    Fields.within("olderThan", olderThan, LONGEST);
    return stuck(Duration.ofSeconds(olderThan), call);
  }

  /**
   * What is stored where.
   *
   * @param dataFree bytes free in the data folder
   */
  record Storage(
      StorageView database, ArtifactStorage artifacts, List<JobImages> images, long dataFree) {}

  /**
   * The disk images of a job that were not deleted.
   *
   * @param bytes on this machine
   */
  record JobImages(String job, int images, long bytes) {}

  private static ListArtifacts everyArtifact() {
    return new ListArtifacts(
        ArtifactFilter.ALL, Page.descending(ListArtifacts.Order.CREATED, MOST_ARTIFACTS));
  }

  @GetMapping("/storage")
  @Operation("What takes how much room.")
  Mono<Storage> storage(Call call) {
    return Mono.zip(
            bus.ask(new FindStorage(), StorageView.class, call),
            bus.ask(new FindArtifactStorage(), ArtifactStorage.class, call),
            bus.ask(everyArtifact(), ViewQuery.Artifacts.class, call),
            free())
        .map(
            all ->
                new Storage(
                    all.getT1(),
                    all.getT2(),
                    images(all.getT2(), all.getT3().artifacts()),
                    all.getT4()));
  }

  private List<JobImages> images(ArtifactStorage storage, List<ArtifactView> known) {
    var images =
        known.stream()
            .filter(artifact -> artifact.keptAt(clock.instant()))
            .collect(
                Collectors.groupingBy(
                    a -> a.job().value(), TreeMap::new, Collectors.summingInt(a -> 1)));
    storage.bytes().keySet().forEach(job -> images.putIfAbsent(job, 0));
    return images.entrySet().stream()
        .map(
            e ->
                new JobImages(
                    e.getKey(), e.getValue(), storage.bytes().getOrDefault(e.getKey(), 0L)))
        .toList();
  }

  private Mono<StuckJobs> stuck(Duration patience, Call call) {
    return Mono.zip(
            pulses(call),
            bus.ask(new ListDrives(), Drives.class, call).map(Drives::drives),
            letters(call))
        .map(all -> StuckJobs.of(facts(all.getT1(), all.getT2(), all.getT3(), patience)));
  }

  private StuckJobs.Facts facts(
      List<Pulse> pulses, List<Drive> drives, List<DeadLetterView> letters, Duration patience) {
    return new StuckJobs.Facts(pulses, drives, letters, clock.instant(), patience);
  }

  private Mono<List<Pulse>> pulses(Call call) {
    return bus.ask(new ListPulses(), Pulses.class, call).map(Pulses::pulses);
  }

  private Mono<List<DeadLetterView>> letters(Call call) {
    return bus.gather(new ListDeadLetters(MOST_LETTERS, null), DeadLetters.class, call)
        .map(answers -> answers.stream().flatMap(a -> a.letters().stream()).toList());
  }

  private Mono<Long> free() {
    return bus.blocking(() -> Files.getFileStore(settings.data()).getUsableSpace());
  }

  private static <T> Mono<Known<T>> known(Mono<T> asked) {
    return asked
        .<Known<T>>map(Known.Answer::new)
        .onErrorResume(e -> Mono.just(new Known.Nothing<>(Failures.of(e))));
  }
}
