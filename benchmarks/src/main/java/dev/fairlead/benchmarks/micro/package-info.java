/**
 * JMH programs. Each answers the question in the first line of its class comment; run one with
 * {@code java -cp … org.openjdk.jmh.Main FanOut -prof gc -rf json}.
 */
@NullMarked
package dev.fairlead.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
