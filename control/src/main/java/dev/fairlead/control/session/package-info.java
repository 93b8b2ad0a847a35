/**
 * What the node tells of sessions until a journal does: log lines, counts, open sessions.
 *
 * <p>Implements the media core's {@code SessionEventSink}. Nothing here is durable.
 */
@NullMarked
package dev.fairlead.control.session;

import org.jspecify.annotations.NullMarked;
