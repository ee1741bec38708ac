package io.vmto.sandbox.vcenter;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of the vim25 schema, on its way to be written as XML. */
sealed interface Value {
  /** A simple value; the type is {@code xsd:…} or the name of a vim25 enumeration. */
  record Text(String type, String text) implements Value {}

  /** A managed object reference. */
  record Ref(String type, String id) implements Value {}

  /** An array; written as repeated elements, or as ArrayOf… where the type is not declared. */
  record Many(String itemType, List<? extends Value> items) implements Value {}

  /**
   * A data object with its fields in schema order.
   *
   * @param derived whether it is always written with xsi:type, being a subtype of what is declared
   */
  record Data(String type, boolean derived, Map<String, Value> fields) implements Value {
    static Data of(String type) {
      return new Data(type, false, new LinkedHashMap<>());
    }

    static Data derived(String type) {
      return new Data(type, true, new LinkedHashMap<>());
    }

    /** Adds a field, at build time only; null leaves it unset. */
    Data put(String name, @Nullable Value value) {
      if (value != null) {
        fields.put(name, value);
      }
      return this;
    }

    Data put(String name, String value) {
      return put(name, text(value));
    }

    Data put(String name, boolean value) {
      return put(name, bool(value));
    }

    Data put(String name, int value) {
      return put(name, integer(value));
    }
  }

  static Text text(String value) {
    return new Text("xsd:string", value);
  }

  static Text bool(boolean value) {
    return new Text("xsd:boolean", Boolean.toString(value));
  }

  static Text integer(int value) {
    return new Text("xsd:int", Integer.toString(value));
  }

  static Text number(long value) {
    return new Text("xsd:long", Long.toString(value));
  }

  static Text time(Instant value) {
    return new Text("xsd:dateTime", value.truncatedTo(ChronoUnit.MICROS).toString());
  }

  static Text choice(String enumeration, String value) {
    return new Text(enumeration, value);
  }

  static Many refs(List<Ref> items) {
    return new Many("ManagedObjectReference", items);
  }
}
