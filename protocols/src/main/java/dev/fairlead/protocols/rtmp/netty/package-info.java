/** RTMP over TCP and TLS: listener, handler, limits on connections. No decisions. */
@NullMarked
package dev.fairlead.protocols.rtmp.netty;

import org.jspecify.annotations.NullMarked;
