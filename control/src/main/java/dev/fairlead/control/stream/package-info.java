/**
 * The durable thing that a tenant publishes to: streams, their keys and playback ids, and who may
 * watch.
 *
 * <p>Every method takes the tenant; what is another tenant's is not there. A change is told to
 * {@link dev.fairlead.control.tenant.Changes} once it is committed, so that caches and running
 * sessions follow.
 *
 * <p>Out of scope: deciding about one publisher or viewer (the room {@code auth}), what is live.
 */
@NullMarked
package dev.fairlead.control.stream;

import org.jspecify.annotations.NullMarked;
