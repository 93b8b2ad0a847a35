/**
 * VP8: the head of a frame (RFC 6386 §9.1). Its configuration record is that of VP9.
 *
 * <p>Out of scope: everything behind the frame size.
 */
@NullMarked
package dev.fairlead.media.codec.vp8;

import org.jspecify.annotations.NullMarked;
