/**
 * Disk images of other houses: their headers are read here, their content by {@code qemu-img},
 * which is trusted with nothing; and the archives that machines travel in.
 */
@NullMarked
package io.vmto.disk.foreign;

import org.jspecify.annotations.NullMarked;
