package io.vmto.gateway;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that does not bring the whole head of its next request in time, however often
 * it sends a byte of it. One per connection, on its event loop.
 */
final class HeadDeadline extends ChannelDuplexHandler {
  private final long millis;
  private int unanswered;
  private @Nullable Future<?> alarm;

  HeadDeadline(Duration patience) {
    millis = patience.toMillis();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    arm(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      unanswered++;
      disarm();
    }
    context.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInterim(message) && --unanswered <= 0) {
      unanswered = 0;
      arm(context);
    }
    var unused = context.write(message, promise); // told by the promise
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    disarm();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    disarm();
  }

  private void arm(ChannelHandlerContext context) {
    disarm();
    alarm = context.executor().schedule(() -> hangUp(context), millis, TimeUnit.MILLISECONDS);
  }

  private static void hangUp(ChannelHandlerContext context) {
    var unused = context.close();
  }

  private void disarm() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  /** As {@code 100 Continue} is: the answer itself is still to come. */
  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse head && head.status().code() < 200;
  }
}
