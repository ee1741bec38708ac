package io.vmto.runtime;

/**
 * A service's own corner of the database: Flyway runs {@code classpath:db/<name>} into the schema
 * of that name before anything else starts.
 */
public record ServiceSchema(String name) {}
