package dev.fairlead.media.broadcast;

import java.util.concurrent.Executor;

/**
 * An admitted publisher asks for its broadcast.
 *
 * @param executor its event loop, the owner to be
 * @param listener told the outcome there
 * @param takeover whether to replace a publisher that is connected
 */
public record PublisherClaim(Executor executor, PublisherListener listener, boolean takeover) {}
