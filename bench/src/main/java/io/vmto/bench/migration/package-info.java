/**
 * Migrations through the real server, beside a sandbox that is a process of its own: what they come
 * to is asked over the wire and compared by public tools.
 */
@NullMarked
package io.vmto.bench.migration;

import org.jspecify.annotations.NullMarked;
