package io.vmto.gateway;

import io.vmto.contract.license.LicenseCommand.InstallLicense;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.Properties;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The installation: its licence, what it keeps, what it has open elsewhere. */
@RestController
@RequestMapping("/api/v1")
final class SystemApi {
  private static final int MOST_ARTIFACTS = 1000;

  private final Bus bus;
  private final String version;

  SystemApi(Bus bus) throws IOException {
    this.bus = bus;
    version = version();
  }

  /** Which VMTO this is, and how long it has been running. */
  record Installation(String version, long uptimeSeconds) {}

  @GetMapping("/system")
  Installation system() {
    return new Installation(version, ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
  }

  @GetMapping("/license")
  Mono<LicenseView> license(Call call) {
    return bus.ask(new FindLicense(), LicenseView.class, call);
  }

  @PutMapping("/license")
  Mono<ResponseEntity<Accepted>> install(Body body, Call call) {
    var command = new InstallLicense(body.document("document"));
    return bus.send(command, call)
        .then(Mono.fromSupplier(() -> Accepted.at("/api/v1/license", command.target().value())));
  }

  @GetMapping("/artifacts")
  Mono<ViewQuery.Artifacts> artifacts(@RequestParam(defaultValue = "200") int limit, Call call) {
    Fields.within("limit", limit, MOST_ARTIFACTS);
    return bus.ask(new ListArtifacts(limit), ViewQuery.Artifacts.class, call);
  }

  @GetMapping("/open-resources")
  Mono<ViewQuery.OpenResources> openResources(Call call) {
    return bus.ask(new ListOpenResources(), ViewQuery.OpenResources.class, call);
  }

  private static String version() throws IOException {
    try (var in = SystemApi.class.getResourceAsStream("/META-INF/vmto.properties")) {
      var properties = new Properties();
      properties.load(Objects.requireNonNull(in, "META-INF/vmto.properties"));
      return Objects.requireNonNull(properties.getProperty("version"), "version");
    }
  }
}
