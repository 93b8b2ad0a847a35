/** Fan-out. */
@NullMarked
package dev.fairlead.benchmarks.micro.egress;

import org.jspecify.annotations.NullMarked;
