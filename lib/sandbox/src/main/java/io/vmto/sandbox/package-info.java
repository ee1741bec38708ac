/**
 * The sandbox: pretend platforms that speak the real protocols, and the plane that controls them.
 */
@NullMarked
package io.vmto.sandbox;

import org.jspecify.annotations.NullMarked;
