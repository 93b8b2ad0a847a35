/** HLS. */
@NullMarked
package dev.fairlead.benchmarks.micro.hls;

import org.jspecify.annotations.NullMarked;
