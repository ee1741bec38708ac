package io.vmto.standalone.cli.catalogue;

import static io.vmto.standalone.cli.catalogue.Answer.list;
import static io.vmto.standalone.cli.catalogue.Answer.pages;
import static io.vmto.standalone.cli.catalogue.Column.column;
import static io.vmto.standalone.cli.catalogue.Operation.delete;
import static io.vmto.standalone.cli.catalogue.Operation.get;
import static io.vmto.standalone.cli.catalogue.Operation.patch;
import static io.vmto.standalone.cli.catalogue.Operation.post;
import static io.vmto.standalone.cli.catalogue.Operation.put;
import static io.vmto.standalone.cli.catalogue.Parameter.body;
import static io.vmto.standalone.cli.catalogue.Parameter.query;

import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.standalone.cli.catalogue.Column.Form;
import io.vmto.standalone.cli.catalogue.Parameter.Kind;
import java.util.Arrays;
import java.util.List;

/** Endpoints and what is on them. */
final class Connections {
  private static final String ALL = "/connections";
  private static final String ONE = ALL + "/{id}";

  private static final String[] STATUSES =
      Arrays.stream(ConnectionStatus.values()).map(ConnectionStatus::name).toArray(String[]::new);

  private Connections() {}

  static List<Operation> rows() {
    return List.of(
        get("connection list", ALL, "List the connections.")
            .with(
                query("status", Kind.LIST, "Only those.").among(STATUSES),
                query("kind", Kind.TEXT, "Only those.").among("VSPHERE", "PROXMOX"),
                query("name", Kind.TEXT, "A part of the name.").labelled("TEXT"),
                Parameter.sort("created", "updated", "name", "status"),
                Parameter.order())
            .answers(
                pages(
                    "connections",
                    1000,
                    0,
                    column("NAME", "name"),
                    column("KIND", "endpoint.kind"),
                    column("STATUS", "status"),
                    column("URL", "endpoint.url"),
                    column("VERSION", "version"),
                    column(Form.RATE, "LIMIT", "bytesPerSecond"),
                    column("FAILURE", "failure.code"),
                    column("ID", "id"))),
        get("connection show", ONE, "Show a connection; never its secret.").with(connection()),
        post("connection add", ALL, "Connect to a vCenter, an ESXi host or a Proxmox node.")
            .answers(Answer.CREATED)
            .with(
                body("name", Kind.TEXT, "What to call it.").labelled("NAME").bare().needed(),
                body("kind", Kind.TEXT, "What is there.").among("VSPHERE", "PROXMOX").needed(),
                body("url", Kind.TEXT, "https://host[:port], nothing more.")
                    .labelled("URL")
                    .needed(),
                body("username", Kind.TEXT, "User, or user@realm!token of Proxmox.")
                    .labelled("USER")
                    .needed(),
                secret(),
                body(
                        "trust",
                        Kind.TEXT,
                        "Certificate to trust: its fingerprint as colon hex, or ca.")
                    .labelled("SHA256"),
                body("mounts", Kind.PAIRS, "A storage that this server sees as a folder.")
                    .labelled("STORAGE=PATH")),
        post("connection trust", ONE + "/trust", "Trust the certificate that `show` presents.")
            .with(
                connection(),
                body("fingerprint", Kind.TEXT, "SHA-256 as colon hex.")
                    .labelled("SHA256")
                    .bare()
                    .needed()),
        post("connection validate", ONE + "/validate", "Log in again and look at what is there.")
            .with(connection()),
        put("connection secret", ONE + "/secret", "Give it another user or secret.")
            .with(
                connection(),
                body("username", Kind.TEXT, "User, or user@realm!token of Proxmox.")
                    .labelled("USER")
                    .needed(),
                secret()),
        put("connection ssh", ONE + "/ssh", "Let the server log in to its node, to write disks.")
            .with(
                connection(),
                body("user", Kind.TEXT, "A user of the node: root.").labelled("USER").needed(),
                body("port", Kind.NUMBER, "Default: 22.").labelled("PORT"),
                body("host-key", Kind.TEXT, "As `ssh-keygen -lf` prints it on the node.")
                    .labelled("SHA256:…")
                    .needed(),
                body("key", Kind.SECRET, "Private key without a passphrase, from this file.")
                    .to("privateKey")
                    .needed()),
        delete("connection remove-ssh", ONE + "/ssh", "Take the login to its node away.")
            .with(connection())
            .asks("Take the SSH login of connection {id} away, so that jobs that need it fail?"),
        patch("connection limit", ONE + "/limits", "Bound what all jobs may read from it together.")
            .with(connection(), rate("E.g. 200MB/s; 0 is no limit.").bare().needed()),
        get("connection machines", ONE + "/machines", "List its machines, live.")
            .with(connection())
            .answers(
                list(
                    "machines",
                    column("NAME", "name"),
                    column(Form.PATH, "FOLDER", "folder"),
                    column("POWER", "power"),
                    column("CPUS", "cpus"),
                    column("MIB", "memoryMiB"),
                    column("FIRMWARE", "firmware"),
                    column(Form.COUNT, "DISKS", "disks"),
                    column(Form.COUNT, "NICS", "nics"),
                    column("GUEST", "guestOs"),
                    column("ID", "id"))),
        get("connection machine", ONE + "/machines/{machine}", "Show one of its machines, live.")
            .with(connection(), Parameter.path("machine", "Its handle or unique name.")),
        get("connection nodes", ONE + "/nodes", "List its nodes and their storages, live.")
            .with(connection())
            .answers(
                list(
                    "nodes",
                    column("NAME", "name"),
                    column(Form.MARK, "ONLINE", "online"),
                    column(Form.MARK, "SSH", "reached"),
                    column(Form.NAMES, "STORAGES", "storages"),
                    column(Form.NAMES, "NETWORKS", "networks"))),
        get("connection diagnose", ONE + "/diagnosis", "Check what we assume about it, read-only.")
            .with(connection())
            .answers(
                list(
                    "findings",
                    column("VERDICT", "verdict"),
                    column("NR", "number"),
                    column("ASSUMPTION", "assumption"),
                    column("DETAIL", "detail"))),
        delete("connection remove", ONE, "Forget it and its secret.")
            .with(connection())
            .asks("Remove connection {id} and its secret?"));
  }

  static Parameter connection() {
    return Parameter.path("id", "Name or id; see `vmto connection list`.")
        .labelled("CONNECTION")
        .namedIn("connections");
  }

  static Parameter rate(String help) {
    return body("rate", Kind.RATE, help).to("bytesPerSecond").labelled("RATE");
  }

  private static Parameter secret() {
    return body("secret", Kind.SECRET, "Password or token, from this file.").needed();
  }
}
