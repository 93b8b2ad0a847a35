package dev.fairlead.protocols.http;

import java.net.InetSocketAddress;

/** Told of every request when its answer is complete or its client gone. Must not block. */
@FunctionalInterface
public interface HttpAccessLog {
  /** Writes nothing. */
  HttpAccessLog NONE = access -> {};

  /**
   * One request is over. Called on its event loop.
   *
   * @param access what happened
   */
  void answered(Access access);

  /**
   * One request and its answer.
   *
   * @param protocol {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}
   * @param method as sent
   * @param target path and query, secrets replaced
   * @param status what was answered; 0 when the client was gone before
   * @param bodyBytes of the answer, accepted by the socket
   * @param durationNs from the request's arrival to the end of the answer
   * @param agent the client's {@code User-Agent}; empty when it sent none
   * @param remote the client, behind proxies that are trusted
   * @param complete whether all of the answer went out
   */
  record Access(
      String protocol,
      String method,
      String target,
      int status,
      long bodyBytes,
      long durationNs,
      String agent,
      InetSocketAddress remote,
      boolean complete) {}
}
