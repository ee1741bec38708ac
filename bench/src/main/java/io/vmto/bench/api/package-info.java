/** The API under load: a long history, many readers, many listeners. */
@NullMarked
package io.vmto.bench.api;

import org.jspecify.annotations.NullMarked;
