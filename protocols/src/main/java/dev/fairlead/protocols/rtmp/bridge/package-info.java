/**
 * RTMP ⇄ bus: admission, publishing, playing, accounting of one peer.
 *
 * <p>Everything here is confined to the peer's event loop; answers of the gate and of the bus come
 * back to it as tasks, so no callback re-enters the connection.
 */
@NullMarked
package dev.fairlead.protocols.rtmp.bridge;

import org.jspecify.annotations.NullMarked;
