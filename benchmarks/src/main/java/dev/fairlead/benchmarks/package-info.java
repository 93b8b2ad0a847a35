/** How fast: one question per program, answered with conditions and ratios. */
@NullMarked
package dev.fairlead.benchmarks;

import org.jspecify.annotations.NullMarked;
