/** What a benchmark asks of the transfer itself, which no other package sees. */
@NullMarked
package io.vmto.transfer;

import org.jspecify.annotations.NullMarked;
