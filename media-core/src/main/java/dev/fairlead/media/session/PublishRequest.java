package dev.fairlead.media.session;

import java.net.InetSocketAddress;

/**
 * Someone asks to publish.
 *
 * @param protocol how
 * @param key the secret offered
 * @param remote the peer's address
 * @param agent what the peer calls itself, empty when it does not say
 */
public record PublishRequest(
    Protocol protocol, StreamKey key, InetSocketAddress remote, String agent) {}
