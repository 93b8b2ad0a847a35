package dev.fairlead.control.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.store.Engines;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.media.session.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The outbox is as long as it may be, and is swept. */
@Timeout(120)
class WebhooksTest {
  @TempDir Path folder;

  private Instant now = Instant.ofEpochMilli(1_800_000_000_000L);
  private ControlServices services;
  private Webhooks webhooks;
  private TenantId tenant;

  private void begin(Engines engine) throws IOException {
    services = ControlServices.open(engine.freshUrl(), folder, () -> now);
    webhooks = services.webhooks();
    tenant =
        services.tenants().create(Actor.NODE, "a", Tenant.Tier.FREE, Tenant.Limits.DEFAULT).id();
  }

  @AfterEach
  void end() {
    services.close();
  }

  private String add() {
    return webhooks
        .create(tenant, Actor.NODE, new Webhooks.Fresh("w", "https://example.org/", List.of()))
        .webhook()
        .id();
  }

  private void tell(int times) {
    services
        .database()
        .write(
            sql -> {
              for (int i = 0; i < times; i++) {
                webhooks.tell(sql, tenant, WebhookEvent.STREAM_LIVE, Map.of("n", i));
              }
              return null;
            });
  }

  private int count(String id) {
    int count = 0;
    Page.Request next = Page.Request.of(null, Page.MAX_LIMIT);
    while (next != null) {
      Page<Delivery> page = webhooks.deliveries(tenant, id, next);
      count += page.items().size();
      next = page.nextCursor() == null ? null : Page.Request.of(page.nextCursor(), 200);
    }
    return count;
  }

  @ParameterizedTest
  @EnumSource
  void whatFindsNoPlaceIsCounted(Engines engine) throws Exception {
    begin(engine);
    String id = add();

    tell(Webhooks.MAX_PENDING + 3);

    assertEquals(Webhooks.MAX_PENDING, count(id));
    assertEquals(3, webhooks.find(tenant, id).dropped());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOverGoesAfterAWeekOrWhenItIsTooMuch(Engines engine) throws Exception {
    begin(engine);
    String id = add();
    for (int i = 0; i < 3; i++) {
      tell(500);
      now = now.plusSeconds(1);
      services
          .database()
          .write(sql -> sql.update("update webhook_delivery set next_at = null, delivered = 1"));
    }

    webhooks.prune();
    assertEquals(Webhooks.MAX_KEPT, count(id));
    tell(1);
    webhooks.prune();
    assertEquals(Webhooks.MAX_KEPT + 1, count(id));

    now = now.plus(Webhooks.KEPT).plus(Duration.ofMinutes(1));
    webhooks.prune();
    assertEquals(0, count(id));
  }

  @ParameterizedTest
  @EnumSource
  void aTenantHasSoManyAndNoMore(Engines engine) throws Exception {
    begin(engine);
    for (int i = 0; i < Webhooks.MAX_WEBHOOKS; i++) {
      add();
    }

    ControlException thrown = assertThrows(ControlException.class, this::add);

    assertEquals("too_many_webhooks", thrown.code());
  }
}
