/**
 * SRT over UDP: one port for all connections, a socket for each loop, packets gathered into bursts;
 * a socket of its own for each peer that is called by configuration.
 */
@NullMarked
package dev.fairlead.protocols.srt.netty;

import org.jspecify.annotations.NullMarked;
