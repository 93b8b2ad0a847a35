/**
 * How right: the arrows between rooms, source hygiene, specifications, interoperation with real
 * clients. Everything here is a test; nothing depends on this module.
 */
@NullMarked
package dev.fairlead.conformance;

import org.jspecify.annotations.NullMarked;
