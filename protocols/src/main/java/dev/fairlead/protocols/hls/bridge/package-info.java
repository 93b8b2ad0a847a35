/** Requests for playlists, answered from renderings that are shared by all viewers. */
@NullMarked
package dev.fairlead.protocols.hls.bridge;

import org.jspecify.annotations.NullMarked;
