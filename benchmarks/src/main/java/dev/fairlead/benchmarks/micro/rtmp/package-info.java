/** RTMP. */
@NullMarked
package dev.fairlead.benchmarks.micro.rtmp;

import org.jspecify.annotations.NullMarked;
