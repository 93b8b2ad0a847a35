/**
 * FLAC: its STREAMINFO block (RFC 9639 §8.2).
 *
 * <p>Out of scope: frames, and all other metadata blocks.
 */
@NullMarked
package dev.fairlead.media.codec.flac;

import org.jspecify.annotations.NullMarked;
