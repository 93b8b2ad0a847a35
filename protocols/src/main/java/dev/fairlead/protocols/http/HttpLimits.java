package dev.fairlead.protocols.http;

/**
 * What one server grants its clients. Immutable; {@link #DEFAULT} gives each with its reason.
 *
 * @param maxRequestLineBytes longest request line; beyond it 414
 * @param maxHeaderBytes longest header section; beyond it 431
 * @param headerTimeoutMs time for a request to arrive whole once begun, and for the first to begin
 * @param idleTimeoutMs how long a connection may stay open between requests
 * @param writeStallMs how long a client may accept nothing while something waits for it
 * @param maxParkedMs how long a handler may leave a request unanswered; then 503
 * @param maxPipelinedRequests requests waiting on one connection behind the one being answered
 * @param maxRequestsPerSecond of one connection; beyond it 429
 * @param maxConnections of all clients
 * @param maxConnectionsPerAddress of one client address
 * @param maxConcurrentRequests HTTP/2 requests of one connection at the same time
 */
public record HttpLimits(
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int headerTimeoutMs,
    int idleTimeoutMs,
    int writeStallMs,
    int maxParkedMs,
    int maxPipelinedRequests,
    int maxRequestsPerSecond,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxConcurrentRequests) {
  /** Longest request line: a signed token of 4 kB in the query fits, twice. */
  private static final int MAX_REQUEST_LINE_BYTES = 8_192;

  /** Longest header section: what nginx and Apache take per request with room for cookies. */
  private static final int MAX_HEADER_BYTES = 16_384;

  /** Time for a request to arrive: generous for a phone on a bad link, short for slowloris. */
  private static final int HEADER_TIMEOUT_MS = 10_000;

  /** Idle time: longer than the 60 s for which CDNs keep their origin connections. */
  private static final int IDLE_TIMEOUT_MS = 65_000;

  /** Stall: a few retransmission time-outs; a live viewer who reads nothing for longer is gone. */
  private static final int WRITE_STALL_MS = 20_000;

  /** Parked: a blocking playlist request may wait three target durations (RFC 8216bis §6.2.5.2). */
  private static final int MAX_PARKED_MS = 30_000;

  /** Pipelined: browsers send none; test tools send sixteen. */
  private static final int MAX_PIPELINED_REQUESTS = 64;

  /** Rate: a low-latency player of five tracks at 0.2 s parts sends about 50 a second. */
  private static final int MAX_REQUESTS_PER_SECOND = 500;

  /** Connections: a node's worth of progressive viewers at 32 KiB each is 2 GiB. */
  private static final int MAX_CONNECTIONS = 65_536;

  /** Per address: a carrier's translator hides many viewers behind one. */
  private static final int MAX_CONNECTIONS_PER_ADDRESS = 2_048;

  /** Concurrent: the least that RFC 9113 §6.5.2 recommends is 100. */
  private static final int MAX_CONCURRENT_REQUESTS = 128;

  /** What suits a public node. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          MAX_REQUEST_LINE_BYTES,
          MAX_HEADER_BYTES,
          HEADER_TIMEOUT_MS,
          IDLE_TIMEOUT_MS,
          WRITE_STALL_MS,
          MAX_PARKED_MS,
          MAX_PIPELINED_REQUESTS,
          MAX_REQUESTS_PER_SECOND,
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS,
          MAX_CONCURRENT_REQUESTS);

  /** The same for so many connections. */
  public HttpLimits withConnections(int ofAllClients, int ofOneAddress) {
    return new HttpLimits(
        maxRequestLineBytes,
        maxHeaderBytes,
        headerTimeoutMs,
        idleTimeoutMs,
        writeStallMs,
        maxParkedMs,
        maxPipelinedRequests,
        maxRequestsPerSecond,
        ofAllClients,
        ofOneAddress,
        maxConcurrentRequests);
  }

  /** The same for so many requests a second on one connection. */
  public HttpLimits withRequestsPerSecond(int ofOneConnection) {
    return new HttpLimits(
        maxRequestLineBytes,
        maxHeaderBytes,
        headerTimeoutMs,
        idleTimeoutMs,
        writeStallMs,
        maxParkedMs,
        maxPipelinedRequests,
        ofOneConnection,
        maxConnections,
        maxConnectionsPerAddress,
        maxConcurrentRequests);
  }
}
