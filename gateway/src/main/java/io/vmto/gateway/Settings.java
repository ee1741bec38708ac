package io.vmto.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What an installation may set.
 *
 * @param data the installation's folder; the access token lives in it
 * @param answer how long a command or a stored view may take
 * @param live how long an endpoint may take to list what it has
 * @param heartbeat how often a silent feed says that it is alive
 * @param poll how often the tail looks for events even when nobody told it of one
 * @param ring how many of the newest events the tail keeps for those who follow
 * @param names under which other machines reach this server, each with a port where it is not ours;
 *     they count only with TLS
 */
public record Settings(
    Path data,
    Duration answer,
    Duration live,
    Duration heartbeat,
    Duration poll,
    int ring,
    List<String> names) {
  public Settings {
    names = List.copyOf(names);
  }
}
