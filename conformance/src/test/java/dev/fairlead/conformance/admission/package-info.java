/**
 * Every protocol before an access policy and an event sink that fail: nobody is admitted by
 * mistake, and nobody else waits.
 *
 * <p>Out of scope: what a policy decides, which is {@code control.auth}'s.
 */
@NullMarked
package dev.fairlead.conformance.admission;

import org.jspecify.annotations.NullMarked;
