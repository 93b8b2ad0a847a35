/**
 * MPEG audio layer III: frame headers (ISO/IEC 11172-3:1993 §2.4.1.3, ISO/IEC 13818-3:1998).
 *
 * <p>Out of scope: layers I and II, free format, side information.
 */
@NullMarked
package dev.fairlead.media.codec.mp3;

import org.jspecify.annotations.NullMarked;
