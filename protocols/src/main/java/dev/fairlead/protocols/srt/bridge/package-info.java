/**
 * SRT ⇄ bus: admission, publishing, playing, accounting of one peer.
 *
 * <p>A caller is let in only when everything is decided: key or playback id known, passphrase
 * right, broadcast free to write or live to watch. So whatever stands against it reaches the caller
 * as a reject code. Everything here is confined to the peer's event loop; answers of the gate and
 * of the bus come back to it as tasks.
 */
@NullMarked
package dev.fairlead.protocols.srt.bridge;

import org.jspecify.annotations.NullMarked;
