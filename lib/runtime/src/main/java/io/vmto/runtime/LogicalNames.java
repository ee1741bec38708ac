package io.vmto.runtime;

import io.vmto.contract.EventNames;
import java.util.Objects;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;

/**
 * Stores events under the logical names of {@link EventNames} ({@code job.created/1}: type and
 * revision) instead of class names; everything else passes through.
 */
final class LogicalNames implements Serializer {
  private final Serializer json;

  LogicalNames(Serializer json) {
    this.json = json;
  }

  @Override
  public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> representation) {
    var plain = json.serialize(object, representation);
    return new SimpleSerializedObject<>(
        plain.getData(),
        plain.getContentType(),
        object == null ? plain.getType() : typeForClass(object.getClass()));
  }

  @Override
  public <T> boolean canSerializeTo(Class<T> representation) {
    return json.canSerializeTo(representation);
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // the interface's signature
  public <S, T> T deserialize(SerializedObject<S> stored) {
    var type = stored.getType();
    var known = EventNames.typeOf(logical(type));
    if (known.isEmpty()) {
      return json.deserialize(stored);
    }
    return json.deserialize(
        new SimpleSerializedObject<>(
            stored.getData(),
            stored.getContentType(),
            new SimpleSerializedType(known.get().getName(), null)));
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class classForType(SerializedType type) {
    var known = EventNames.typeOf(logical(type));
    return known.isPresent() ? known.get() : json.classForType(type);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public SerializedType typeForClass(@Nullable Class type) {
    var name = type == null ? null : EventNames.nameOf(type).orElse(null);
    if (name == null) {
      return json.typeForClass(type);
    }
    int slash = name.indexOf('/');
    return new SimpleSerializedType(name.substring(0, slash), name.substring(slash + 1));
  }

  @Override
  public Converter getConverter() {
    return json.getConverter();
  }

  private static String logical(SerializedType type) {
    return type.getName() + "/" + Objects.requireNonNullElse(type.getRevision(), "1");
  }
}
