/** What the benchmarks need beside the public tools: disks from a seed, servers, an S3 client. */
@NullMarked
package io.vmto.bench;

import org.jspecify.annotations.NullMarked;
