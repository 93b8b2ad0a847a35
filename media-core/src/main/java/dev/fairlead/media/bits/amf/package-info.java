/**
 * Action Message Format: the values in RTMP commands and FLV script data ⇄ bytes.
 *
 * <p>Implements AMF0 (Adobe, December 2007) and AMF3 (Adobe, January 2013). Depth and number of
 * values are bounded; strings cannot be longer than the bytes at hand.
 *
 * <p>Out of scope: remoting packets, and externalizable classes of AMF3, whose bytes only their
 * class can delimit.
 */
@NullMarked
package dev.fairlead.media.bits.amf;

import org.jspecify.annotations.NullMarked;
