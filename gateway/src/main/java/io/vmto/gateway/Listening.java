package io.vmto.gateway;

import java.time.Duration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * How much of a request the server reads before it knows what it is, and how long it waits for it;
 * answers are compressed for those who ask, feeds are not.
 */
final class Listening implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
  /** An answer of a few packets is not worth the work. */
  private static final DataSize WORTH_IT = DataSize.ofKilobytes(2);

  private static final int LONGEST_LINE = 8 << 10;
  private static final int MOST_HEADERS = 16 << 10;

  private final Duration head;

  /**
   * @param head how long a connection may stay without a request, or take to send the head of one
   */
  Listening(Duration head) {
    this.head = head;
  }

  @Override
  public void customize(NettyReactiveWebServerFactory factory) {
    var compression = new Compression();
    compression.setEnabled(true);
    compression.setMinResponseSize(WORTH_IT);
    compression.setMimeTypes(
        new String[] {
          MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE, "text/csv"
        });
    factory.setCompression(compression);
    factory.addServerCustomizers(this::limit);
  }

  private HttpServer limit(HttpServer server) {
    return server
        .httpRequestDecoder(
            decoder -> decoder.maxInitialLineLength(LONGEST_LINE).maxHeaderSize(MOST_HEADERS))
        .doOnChannelInit(
            (observer, channel, remote) ->
                channel
                    .pipeline()
                    .addAfter(NettyPipeline.HttpCodec, "vmto.head", new HeadDeadline(head)));
  }
}
