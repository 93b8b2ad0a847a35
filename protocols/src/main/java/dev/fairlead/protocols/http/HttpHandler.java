package dev.fairlead.protocols.http;

/** Answers requests of one route. Called on the exchange's event loop; must not block. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers now, or keeps the exchange and answers later on its loop.
   *
   * @param exchange one request and its one answer
   */
  void handle(HttpExchange exchange);
}
