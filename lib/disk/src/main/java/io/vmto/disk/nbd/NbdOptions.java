package io.vmto.disk.nbd;

import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How an export is opened.
 *
 * @param tls what an {@code nbds} server must prove itself to; the host name is checked too, unless
 *     the context's trust manager is an {@link javax.net.ssl.X509ExtendedTrustManager} that decides
 *     otherwise
 * @param connections the most sockets to use; one where the server does not share its cache between
 *     connections, fewer where it lets no more in
 * @param connectTimeout for connecting and shaking hands, each connection
 * @param stallTimeout how long no byte may move while an answer is due; ten times that for a flush,
 *     and for any single answer
 * @param writable whether the export is to be written
 * @param readsZero whether the caller knows that every byte of the export reads as zero
 * @param contexts metadata contexts that must be there, such as {@code qemu:dirty-bitmap:NAME};
 *     {@code base:allocation} is used without being asked for where the server has it
 */
public record NbdOptions(
    @Nullable SSLContext tls,
    int connections,
    Duration connectTimeout,
    Duration stallTimeout,
    boolean writable,
    boolean readsZero,
    List<String> contexts) {
  private static final NbdOptions DEFAULTS =
      new NbdOptions(
          null, 4, Duration.ofSeconds(10), Duration.ofSeconds(30), false, false, List.of());

  public NbdOptions {
    if (connections < 1 || !positive(connectTimeout) || !positive(stallTimeout)) {
      throw new IllegalArgumentException("Connections and timeouts must be above zero");
    }
    contexts = List.copyOf(contexts);
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  public static NbdOptions reading() {
    return DEFAULTS;
  }

  /** For writing, and reading back. */
  public static NbdOptions writing(boolean readsZero) {
    return new NbdOptions(
        null,
        DEFAULTS.connections,
        DEFAULTS.connectTimeout,
        DEFAULTS.stallTimeout,
        true,
        readsZero,
        List.of());
  }

  public NbdOptions withTls(SSLContext context) {
    return new NbdOptions(
        context, connections, connectTimeout, stallTimeout, writable, readsZero, contexts);
  }

  public NbdOptions withConnections(int most) {
    return new NbdOptions(tls, most, connectTimeout, stallTimeout, writable, readsZero, contexts);
  }

  public NbdOptions withTimeouts(Duration connect, Duration stall) {
    return new NbdOptions(tls, connections, connect, stall, writable, readsZero, contexts);
  }

  public NbdOptions withContexts(String... names) {
    return new NbdOptions(
        tls, connections, connectTimeout, stallTimeout, writable, readsZero, List.of(names));
  }
}
