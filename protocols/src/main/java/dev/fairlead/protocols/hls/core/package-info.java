/** Playlist text and blocking decisions: pure, no clock, no socket. */
@NullMarked
package dev.fairlead.protocols.hls.core;

import org.jspecify.annotations.NullMarked;
