/** A small HTTP/1.1 server over which the simulators have total control, faults included. */
@NullMarked
package io.vmto.sandbox.wire;

import org.jspecify.annotations.NullMarked;
