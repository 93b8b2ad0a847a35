package dev.fairlead.protocols.rtmp.core;

import java.util.Map;

/**
 * A peer asks to watch.
 *
 * @param playbackId the public name asked for
 * @param agent what the peer calls itself, may be empty
 * @param parameters of the URL
 * @param enhanced whether it knows E-RTMP
 */
public record PlayCommand(
    String playbackId, String agent, Map<String, String> parameters, boolean enhanced) {}
