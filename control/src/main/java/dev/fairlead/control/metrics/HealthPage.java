package dev.fairlead.control.metrics;

import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.HttpHandler;
import java.util.function.BooleanSupplier;

/** Serves {@code /healthz} and {@code /readyz}: 200 while the question is true, 503 while not. */
public final class HealthPage implements HttpHandler {
  private final BooleanSupplier question;

  /**
   * @param question any thread; answers at once
   */
  public HealthPage(BooleanSupplier question) {
    this.question = question;
  }

  @Override
  public void handle(HttpExchange exchange) {
    exchange.setHeader("Cache-Control", "no-store");
    if (question.getAsBoolean()) {
      exchange.respondText(200, "text/plain; charset=utf-8", "ok\n");
    } else {
      exchange.respondText(503, "text/plain; charset=utf-8", "not ready\n");
    }
  }
}
