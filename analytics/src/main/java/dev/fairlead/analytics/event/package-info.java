/**
 * The catalogue of what is remembered: each kind of event with its fields, and how it is written.
 *
 * <p>Everything is little-endian. An event is a fixed part and, behind it, texts in UTF-8 with two
 * bytes of length each:
 *
 * <pre>
 *  offset  bytes
 *       0      2  type, see EventType
 *       2      2  version of the schema
 *       4      1  action, see EventAction
 *       5      1  protocol, 0 when the event tells none
 *       6      2  port of the peer, 0 when the event tells none
 *       8      8  when it happened, nanoseconds since 1970
 *      16      8  when it was written, nanoseconds since 1970
 *      24     16  id of the event
 *      40     32  bytes in, bytes out, media milliseconds, samples dropped; 0 when opened
 *      72      n  tenant, node, session
 *              n  opened: broadcast, address, agent; closed: reason
 * </pre>
 *
 * <p>Out of scope: fields that can be looked up later, such as places and names of streams; stream
 * keys, which never enter an event; compatibility with readers older than the writer.
 */
@NullMarked
package dev.fairlead.analytics.event;

import org.jspecify.annotations.NullMarked;
