/**
 * Fan-out over TCP: one broadcast in one wire format to all its viewers on one event loop.
 *
 * <p>Bytes are made once per loop and batch, contiguous and identical for all; each viewer gets one
 * retained duplicate. A viewer that does not keep up misses whole groups of pictures.
 */
@NullMarked
package dev.fairlead.protocols.egress;

import org.jspecify.annotations.NullMarked;
