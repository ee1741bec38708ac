package io.vmto.standalone.authority;

import org.jspecify.annotations.Nullable;

/**
 * Something that can be asked for at the door.
 *
 * @param name the row of the table
 * @param path where; names in braces stand for what differs
 * @param accept what is asked for
 * @param body JSON, or null for none
 */
record Operation(String name, String method, String path, String accept, @Nullable String body) {
  static Operation of(String method, String path, @Nullable String body) {
    return new Operation(method + " " + path, method, path, "*/*", body);
  }

  /** A field of GraphQL's {@code Query} or {@code Subscription}. */
  boolean isField() {
    return name.startsWith("query ") || name.startsWith("subscription ");
  }
}
