/** Who may send which message: the table, and how it is enforced where messages are handled. */
@NullMarked
package io.vmto.runtime.access;

import org.jspecify.annotations.NullMarked;
