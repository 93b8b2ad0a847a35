/**
 * What every module's tests share: clocks set by hand, leak and allocation meters, chunking worlds.
 * Packaged as this module's test-jar, because every module may depend on it without a cycle.
 */
package dev.fairlead.media.testkit;
