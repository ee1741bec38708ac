/** The API's own description, made from the code that answers. */
@NullMarked
package io.vmto.gateway.openapi;

import org.jspecify.annotations.NullMarked;
