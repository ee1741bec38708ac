package io.vmto.gateway.operations;

import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.LicenseView;
import io.vmto.gateway.ConnectionForm;
import io.vmto.gateway.Fields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an installation is set to, as it is taken from one and given to another. What is written
 * never holds a secret; what is read may, for connections that are to be made.
 *
 * @param version of this form
 */
record ConfigurationDocument(
    int version, Instant exportedAt, List<Connection> connections, @Nullable Licence licence) {
  static final int VERSION = 1;
  private static final int MOST = 200;

  /** A connection without its secrets. */
  record Connection(
      String name,
      PlatformKind kind,
      String url,
      String username,
      String trust,
      Map<String, String> mounts,
      long bytesPerSecond,
      @Nullable Ssh ssh) {}

  record Ssh(String user, int port, String hostKey) {}

  /** Which licence is in force; the document itself is never given out. */
  record Licence(String number, String holder, Instant expires) {}

  static ConfigurationDocument of(List<ConnectionView> known, LicenseView license, Instant now) {
    var terms = license.terms();
    return new ConfigurationDocument(
        VERSION,
        now,
        known.stream()
            .filter(c -> c.status() != ConnectionStatus.REMOVED)
            .map(ConfigurationDocument::connection)
            .toList(),
        new Licence(terms.number(), terms.holder(), terms.expires()));
  }

  private static Connection connection(ConnectionView view) {
    var e = view.endpoint();
    var ssh = e.ssh();
    return new Connection(
        view.name(),
        e.kind(),
        e.url(),
        e.username(),
        e.trust(),
        e.mounts(),
        view.bytesPerSecond(),
        ssh.wanted() ? new Ssh(ssh.user(), ssh.port(), ssh.hostKey()) : null);
  }

  /** What somebody wants there to be. */
  record Wanted(List<WantedConnection> connections, String licence) {}

  /**
   * A connection that somebody wants.
   *
   * @param endpoint with its SSH login
   * @param secret empty where none was sent
   * @param key the private key for SSH; empty where none was sent
   */
  record WantedConnection(
      String name, Endpoint endpoint, Secret secret, Secret key, long bytesPerSecond) {

    /** In what the one that is there differs. */
    List<String> differences(ConnectionView known) {
      var is = known.endpoint();
      var fields = new ArrayList<String>();
      note(fields, "kind", is.kind(), endpoint.kind());
      note(fields, "url", is.url(), endpoint.url());
      note(fields, "username", is.username(), endpoint.username());
      note(fields, "trust", is.trust(), endpoint.trust());
      note(fields, "mounts", is.mounts(), endpoint.mounts());
      note(fields, "ssh", is.ssh(), endpoint.ssh());
      note(fields, "bytesPerSecond", known.bytesPerSecond(), bytesPerSecond);
      return fields;
    }

    private static void note(List<String> fields, String name, Object is, Object wanted) {
      if (!is.equals(wanted)) {
        fields.add(name);
      }
    }
  }

  static Wanted read(Fields fields) {
    fields.number("version", VERSION, VERSION);
    fields.optionalText("exportedAt");
    var licence = fields.object("licence", ConfigurationDocument::licence, "");
    return new Wanted(
        fields.objects("connections", MOST, ConfigurationDocument::connection), licence);
  }

  private static String licence(Fields fields) {
    fields.optionalText("holder");
    fields.optionalText("expires");
    return fields.text("number");
  }

  private static WantedConnection connection(Fields fields) {
    var name = fields.text("name");
    var endpoint = ConnectionForm.endpoint(fields);
    var none = new Login(Endpoint.Ssh.NONE, new Secret(""));
    var login =
        fields.object(
            "ssh", f -> new Login(ConnectionForm.login(f), ConnectionForm.optionalKey(f)), none);
    return new WantedConnection(
        name,
        endpoint.reachedBy(login.ssh()),
        ConnectionForm.optionalSecret(fields),
        login.key(),
        Objects.requireNonNullElse(fields.optionalSize("bytesPerSecond"), 0L));
  }

  private record Login(Endpoint.Ssh ssh, Secret key) {}
}
