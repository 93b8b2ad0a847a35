/**
 * RTMP messages and chunks ⇄ bytes. Stateless.
 *
 * <p>Implements RTMP 1.0 §5.3, §5.4 and §7.1 (Adobe, 2012).
 */
@NullMarked
package dev.fairlead.protocols.rtmp.wire;

import org.jspecify.annotations.NullMarked;
