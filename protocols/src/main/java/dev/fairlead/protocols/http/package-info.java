/**
 * HTTP/1.1 and HTTP/2 serving on Netty's codecs: routes, ranges, validators, CORS, problem
 * documents, limits, parked responses and endless bodies.
 *
 * <p>Rooms that speak HTTP see {@link dev.fairlead.protocols.http.HttpExchange}, never a channel.
 */
@NullMarked
package dev.fairlead.protocols.http;

import org.jspecify.annotations.NullMarked;
