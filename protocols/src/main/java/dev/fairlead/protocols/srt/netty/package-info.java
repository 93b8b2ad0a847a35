/**
 * SRT over UDP: one port for all connections, a socket for each loop, packets gathered into bursts.
 * No decisions.
 */
@NullMarked
package dev.fairlead.protocols.srt.netty;

import org.jspecify.annotations.NullMarked;
