package io.vmto.runtime.operations;

import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;

/** Stored tracking tokens as positions in the log. */
public final class Tokens {
  private final Serializer serializer;

  public Tokens(Serializer serializer) {
    this.serializer = serializer;
  }

  /** -1 for none, which is before the first event. */
  public long position(byte @Nullable [] token, @Nullable String type) {
    if (token == null || type == null) {
      return -1;
    }
    Object read =
        serializer.deserialize(new SimpleSerializedObject<>(token, byte[].class, type, null));
    return position(read);
  }

  /** -1 for no token, or one that is before the first event. */
  public static long position(@Nullable Object token) {
    return token instanceof TrackingToken t ? t.position().orElse(-1) : -1;
  }
}
