@org.jspecify.annotations.NullMarked
package dev.fairlead.protocols.srt.testkit;
