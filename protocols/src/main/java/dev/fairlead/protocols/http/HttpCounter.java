package dev.fairlead.protocols.http;

import dev.fairlead.media.counter.CounterDescriptor;

/** What HTTP serving counts. */
public enum HttpCounter implements CounterDescriptor {
  CONNECTIONS_ACCEPTED("http_connections_accepted", "A connection was accepted."),
  CONNECTIONS_OPEN("http_connections_open", "Connections open now."),
  CONNECTION_LIMIT("http_connection_limit", "A connection was closed: too many are open."),
  ADDRESS_LIMIT("http_address_limit", "A connection was closed: its address has too many."),
  REQUESTS("http_requests", "A request was received."),
  RATE_LIMITED("http_rate_limited", "A request was refused: its connection sends too many."),
  MALFORMED("http_malformed", "A request could not be understood."),
  HEADERS_TOO_LARGE("http_headers_too_large", "A request line or header section was too long."),
  BODY_REFUSED("http_body_refused", "A request body was longer than its route takes."),
  HEADER_TIMEOUT("http_header_timeout", "A request did not arrive in time."),
  IDLE_CLOSED("http_idle_closed", "A connection without requests was closed."),
  WRITE_STALLED("http_write_stalled", "A connection was closed: its client stopped reading."),
  PARKED_TOO_LONG("http_parked_too_long", "A request stayed unanswered and got 503."),
  PIPELINE_OVERFLOW(
      "http_pipeline_overflow", "A connection was closed: too many requests without waiting."),
  HANDLER_FAILED("http_handler_failed", "A handler threw and its request got 500."),
  TLS_FAILED("http_tls_failed", "A TLS handshake failed."),
  RESETS_EXCEEDED(
      "http_resets_exceeded", "An HTTP/2 connection was closed: too many requests cancelled."),
  WEB_SOCKETS("http_web_sockets", "A connection became a WebSocket."),
  ANSWERS("http_answers", "An answer was completed."),
  ANSWERS_BROKEN("http_answers_broken", "A client was gone before its answer was complete."),
  BODY_BYTES("http_body_bytes", "Bytes of answer bodies accepted by sockets.");

  private final String id;
  private final String description;

  HttpCounter(String id, String description) {
    this.id = id;
    this.description = description;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String description() {
    return description;
  }
}
