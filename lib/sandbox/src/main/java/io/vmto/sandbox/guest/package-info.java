/**
 * The guest inside the pretend VM: a small bootable disk that hashes its own data and says on its
 * serial console what it found.
 */
@NullMarked
package io.vmto.sandbox.guest;

import org.jspecify.annotations.NullMarked;
