package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.media.session.StreamKey;

/**
 * A peer asks to publish.
 *
 * @param key the secret offered
 * @param agent what the peer calls itself, may be empty
 */
public record PublishCommand(StreamKey key, String agent) {}
