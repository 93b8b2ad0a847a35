/**
 * HTTP on sockets: pipelines of Netty's codecs, one exchange type over HTTP/1.1 and HTTP/2, limits.
 *
 * <p>Answers are written as bytes by this room, requests are read by Netty's decoders. HTTP/1.1
 * requests of one connection are handled one after another, so pipelined answers are in order.
 */
@NullMarked
package dev.fairlead.protocols.http.netty;

import org.jspecify.annotations.NullMarked;
