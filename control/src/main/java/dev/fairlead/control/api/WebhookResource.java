package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.control.webhook.Delivery;
import dev.fairlead.control.webhook.Webhook;
import dev.fairlead.control.webhook.WebhookDispatcher;
import dev.fairlead.control.webhook.Webhooks;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the caller's tenant is told what happens, and what came of it. */
final class WebhookResource {
  static final int MAX_URL_CHARS = 2_048;

  private final ControlServices services;
  private final WebhookDispatcher dispatcher;

  /** An endpoint. */
  public record WebhookView(
      @Field("Stable id.") String id,
      @Field("For people.") String name,
      @Field(value = "Where it is posted.", maxChars = MAX_URL_CHARS) String url,
      @Field("What is told; empty for all.") List<String> events,
      @Field("Whether it is told; one that takes nothing for a day is switched off.")
          boolean active,
      @Field("Attempts since the last that went well.") long failures,
      @Field("Events for which there was no place, since too many wait.") long dropped,
      @Field("When the newest attempt was over.") @Nullable Instant lastAt,
      @Field("Its status of HTTP; left out when there was no answer.") @Nullable Integer lastStatus,
      @Field("Why there was no answer.") @Nullable String lastError,
      @Field("When it was made.") Instant createdAt,
      @Field("Signs what is posted: shown this once.") @Nullable String secret) {
    static WebhookView of(Webhook webhook) {
      return of(webhook, null);
    }

    static WebhookView of(Webhooks.Revealed revealed) {
      return of(revealed.webhook(), revealed.secret());
    }

    private static WebhookView of(Webhook webhook, @Nullable String secret) {
      Webhook.Attempt last = webhook.last();
      return new WebhookView(
          webhook.id(),
          webhook.name(),
          webhook.url(),
          webhook.events(),
          webhook.active(),
          webhook.failures(),
          webhook.dropped(),
          last == null ? null : last.at(),
          last == null ? null : last.status(),
          last == null ? null : last.error(),
          webhook.createdAt(),
          secret);
    }

    @Override
    public String toString() {
      return "WebhookView[" + id + "]";
    }
  }

  /** One event on its way. */
  public record DeliveryView(
      @Field("The same over all attempts: X-Fairlead-Delivery.") String id,
      @Field("What is told.") String event,
      @Field("As it is posted.") String body,
      @Field("So far.") int attempts,
      @Field("Whether the other side took it.") boolean delivered,
      @Field("When it is tried next; left out when it is over.") @Nullable Instant nextAt,
      @Field("When the newest attempt was over.") @Nullable Instant lastAt,
      @Field("Its status of HTTP; left out when there was no answer.") @Nullable Integer lastStatus,
      @Field("Why there was no answer.") @Nullable String lastError,
      @Field("How long it took.") @Nullable Long tookMs,
      @Field("When it happened.") Instant createdAt) {
    static DeliveryView of(Delivery delivery) {
      Webhook.Attempt last = delivery.last();
      return new DeliveryView(
          delivery.id(),
          delivery.event(),
          delivery.body(),
          delivery.attempts(),
          delivery.delivered(),
          delivery.nextAt(),
          last == null ? null : last.at(),
          last == null ? null : last.status(),
          last == null ? null : last.error(),
          delivery.tookMs(),
          delivery.createdAt());
    }
  }

  /** A new endpoint. */
  public record Fresh(
      @Field("For people.") String name,
      @Field(
              value = "Where it is posted: https; http within the operator's own network.",
              maxChars = MAX_URL_CHARS)
          String url,
      @Field("What is told, such as stream.live; all when left out.")
          @Nullable List<String> events) {}

  /** What can be changed of an endpoint. */
  public record Change(
      @Field("For people.") @Nullable String name,
      @Field(value = "Where it is posted.", maxChars = MAX_URL_CHARS) @Nullable String url,
      @Field("What is told; empty for all.") @Nullable List<String> events,
      @Field("Whether it is told.") @Nullable Boolean active) {}

  WebhookResource(ControlServices services, WebhookDispatcher dispatcher) {
    this.services = services;
    this.dispatcher = dispatcher;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("webhooks.list", "GET", "/webhooks", "Lists webhooks, the oldest first.")
            .needs(Permission.WEBHOOKS_READ)
            .givesPageOf(WebhookView.class)
            .does(
                call ->
                    new Page<>(services.webhooks().list(call.tenant()), null).map(WebhookView::of)),
        Operation.of("webhooks.create", "POST", "/webhooks", "Adds a webhook.")
            .needs(Permission.WEBHOOKS_WRITE)
            .takes(Fresh.class)
            .gives(WebhookView.class)
            .does(this::create),
        Operation.of("webhooks.get", "GET", "/webhooks/{id}", "Tells about a webhook.")
            .needs(Permission.WEBHOOKS_READ)
            .gives(WebhookView.class)
            .does(call -> WebhookView.of(services.webhooks().find(call.tenant(), call.path("id")))),
        Operation.of("webhooks.update", "PATCH", "/webhooks/{id}", "Changes a webhook.")
            .needs(Permission.WEBHOOKS_WRITE)
            .takes(Change.class)
            .gives(WebhookView.class)
            .does(this::update),
        Operation.of(
                "webhooks.rotate",
                "POST",
                "/webhooks/{id}/rotate",
                "Puts another secret in place of a webhook's.")
            .needs(Permission.WEBHOOKS_WRITE)
            .gives(WebhookView.class)
            .does(
                call ->
                    WebhookView.of(
                        services
                            .webhooks()
                            .rotate(call.tenant(), call.caller().actor(), call.path("id")))),
        Operation.of(
                "webhooks.test",
                "POST",
                "/webhooks/{id}/test",
                "Posts a test to a webhook at once and tells what came of it.")
            .needs(Permission.WEBHOOKS_WRITE)
            .gives(DeliveryView.class)
            .does(call -> DeliveryView.of(dispatcher.test(call.tenant(), call.path("id")))),
        Operation.of("webhooks.delete", "DELETE", "/webhooks/{id}", "Removes a webhook.")
            .needs(Permission.WEBHOOKS_WRITE)
            .does(
                call -> {
                  services.webhooks().delete(call.tenant(), call.caller().actor(), call.path("id"));
                  return null;
                }),
        Operation.of(
                "webhooks.deliveries.list",
                "GET",
                "/webhooks/{id}/deliveries",
                "Lists what was told and what is to be told, the newest first.")
            .needs(Permission.WEBHOOKS_READ)
            .givesPageOf(DeliveryView.class)
            .does(
                call ->
                    services
                        .webhooks()
                        .deliveries(call.tenant(), call.path("id"), call.page())
                        .map(DeliveryView::of)),
        Operation.of(
                "webhooks.deliveries.retry",
                "POST",
                "/webhooks/{id}/deliveries/{deliveryId}/retry",
                "Tells once more what is over.")
            .needs(Permission.WEBHOOKS_WRITE)
            .gives(DeliveryView.class)
            .does(
                call ->
                    DeliveryView.of(
                        services
                            .webhooks()
                            .retry(
                                call.tenant(),
                                call.caller().actor(),
                                call.path("id"),
                                call.path("deliveryId")))));
  }

  private WebhookView create(ApiCall call) {
    Fresh fresh = call.body(Fresh.class);
    dispatcher.demandAllowed(fresh.url());
    return WebhookView.of(
        services
            .webhooks()
            .create(
                call.tenant(),
                call.caller().actor(),
                new Webhooks.Fresh(
                    fresh.name(),
                    fresh.url(),
                    fresh.events() == null ? List.of() : fresh.events())));
  }

  private WebhookView update(ApiCall call) {
    Change change = call.body(Change.class);
    if (change.url() != null) {
      dispatcher.demandAllowed(change.url());
    }
    return WebhookView.of(
        services
            .webhooks()
            .update(
                call.tenant(),
                call.caller().actor(),
                call.path("id"),
                new Webhooks.Change(
                    change.name(), change.url(), change.events(), change.active())));
  }
}
