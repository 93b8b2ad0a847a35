/**
 * The UDP port of WebRTC: tells datagrams apart by sender, and drives sessions with bytes and time.
 */
@NullMarked
package dev.fairlead.protocols.webrtc.netty;

import org.jspecify.annotations.NullMarked;
