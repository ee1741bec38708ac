package io.vmto.standalone.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets the server log in to a connection's node, so that disks can be written there. */
@Command(
    name = "ssh",
    mixinStandardHelpOptions = true,
    description = "Give a Proxmox connection SSH access to its node, or take it away.",
    footer = {
      "%nExample:",
      "  vmto ssh pve --user root --host-key SHA256:uNiV… --key-file vmto_ed25519",
      "  (on the node: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub)"
    })
public final class SshCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name or id.")
  private String connection = "";

  @Option(names = "--user", paramLabel = "USER", description = "Default: ${DEFAULT-VALUE}.")
  private String user = "root";

  @Option(names = "--port", paramLabel = "PORT", description = "Default: ${DEFAULT-VALUE}.")
  private int port = 22;

  @Option(names = "--host-key", paramLabel = "SHA256:…", description = "The host key's digest.")
  private String hostKey = "";

  @Option(names = "--key-file", paramLabel = "FILE", description = "Private key, no passphrase.")
  private Path keyFile = Path.of("");

  @Option(names = "--remove", description = "Take the access away.")
  private boolean remove;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the running server (default: ${DEFAULT-VALUE}).")
  private Path data = Folders.data();

  @Override
  public Integer call() throws IOException {
    try (var api = ApiClient.of(data)) {
      var path = "/connections/" + KnownConnections.id(api, connection) + "/ssh";
      if (remove) {
        api.delete(path);
      } else {
        var key = Files.readString(keyFile);
        api.put(path, Map.of("user", user, "port", port, "hostKey", hostKey, "privateKey", key));
      }
    }
    return 0;
  }
}
