/** Fragmented MP4. */
@NullMarked
package dev.fairlead.benchmarks.micro.fmp4;

import org.jspecify.annotations.NullMarked;
