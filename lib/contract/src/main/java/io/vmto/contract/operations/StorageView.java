package io.vmto.contract.operations;

import java.util.List;

/**
 * What the database holds.
 *
 * @param events stored, by the newest position
 * @param bytes of the whole database
 */
public record StorageView(long events, long bytes, List<Schema> schemas) {
  public StorageView {
    schemas = List.copyOf(schemas);
  }

  /** A service's corner of it. */
  public record Schema(String name, long bytes, List<Table> tables) {
    public Schema {
      tables = List.copyOf(tables);
    }
  }

  /**
   * A table with its indexes.
   *
   * @param rows as the database estimates them
   */
  public record Table(String name, long bytes, long rows) {}
}
