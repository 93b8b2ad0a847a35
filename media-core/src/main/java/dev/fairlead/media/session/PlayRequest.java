package dev.fairlead.media.session;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * Someone asks to watch.
 *
 * @param protocol how
 * @param playbackId the public name asked for
 * @param remote the peer's address
 * @param agent what the peer calls itself, empty when it does not say
 * @param parameters what came with the URL, such as an access token
 */
public record PlayRequest(
    Protocol protocol,
    String playbackId,
    InetSocketAddress remote,
    String agent,
    Map<String, String> parameters) {}
