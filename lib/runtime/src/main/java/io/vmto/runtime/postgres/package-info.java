/** PostgreSQL as a child process, for the composition that is one JVM. */
@NullMarked
package io.vmto.runtime.postgres;

import org.jspecify.annotations.NullMarked;
