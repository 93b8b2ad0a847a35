package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.tenant.Tenants;
import dev.fairlead.media.session.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The caller's own tenant; and, for operators, all of them. */
final class TenantResource {
  private final ControlServices services;

  /** What a tenant may use; 0 for no limit. */
  public record Limits(
      @Field("Streams that exist.") @Nullable Integer maxStreams,
      @Field("Publishers at the same time.") @Nullable Integer maxPublishers,
      @Field("Viewers at the same time.") @Nullable Integer maxViewers,
      @Field("Calls of the API a minute.") @Nullable Integer requestsPerMinute,
      @Field("Calls of the API at once.") @Nullable Integer requestBurst) {
    static Limits of(Tenant.Limits limits) {
      return new Limits(
          limits.maxStreams(),
          limits.maxPublishers(),
          limits.maxViewers(),
          limits.requestsPerMinute(),
          limits.requestBurst());
    }

    Tenant.Limits over(Tenant.Limits before) {
      return new Tenant.Limits(
          or(maxStreams, before.maxStreams()),
          or(maxPublishers, before.maxPublishers()),
          or(maxViewers, before.maxViewers()),
          or(requestsPerMinute, before.requestsPerMinute()),
          or(requestBurst, before.requestBurst()));
    }

    private static int or(@Nullable Integer changed, int before) {
      return changed == null ? before : changed;
    }
  }

  /** A tenant. */
  public record TenantView(
      @Field("Stable id.") String id,
      @Field("For people.") String name,
      @Field("What was agreed with it.") Tenant.Tier tier,
      @Field("Whether it is served.") boolean active,
      @Field("What it may use; 0 for no limit.") Limits limits,
      @Field("When it was made.") Instant createdAt) {
    static TenantView of(Tenant tenant) {
      return new TenantView(
          tenant.id().value(),
          tenant.name(),
          tenant.tier(),
          tenant.active(),
          Limits.of(tenant.limits()),
          tenant.createdAt());
    }
  }

  /** What can be changed of one's own tenant. */
  public record OwnChange(@Field("For people.") @Nullable String name) {}

  /** A new tenant. */
  public record Fresh(
      @Field("For people; not in use yet.") String name,
      @Field("What was agreed with it; STANDARD when left out.") Tenant.@Nullable Tier tier,
      @Field("What it may use; those left out are the usual ones.") @Nullable Limits limits) {}

  /** What an operator can change of a tenant. */
  public record Change(
      @Field("For people.") @Nullable String name,
      @Field("What was agreed with it.") Tenant.@Nullable Tier tier,
      @Field("Whether it is served; its sessions end when it is not.") @Nullable Boolean active,
      @Field("What it may use; those left out stay.") @Nullable Limits limits) {}

  TenantResource(ControlServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("tenant.get", "GET", "/tenant", "Tells about the caller's own tenant.")
            .needs(Permission.TENANT_READ)
            .gives(TenantView.class)
            .does(call -> TenantView.of(services.tenants().find(call.tenant()))),
        Operation.of("tenant.update", "PATCH", "/tenant", "Changes the caller's own tenant.")
            .needs(Permission.TENANT_WRITE)
            .takes(OwnChange.class)
            .gives(TenantView.class)
            .does(this::updateOwn),
        Operation.of("tenants.list", "GET", "/tenants", "Lists all tenants, the oldest first.")
            .needs(Permission.TENANTS_READ)
            .givesPageOf(TenantView.class)
            .does(call -> services.tenants().list(call.page()).map(TenantView::of)),
        Operation.of("tenants.create", "POST", "/tenants", "Adds a tenant.")
            .needs(Permission.TENANTS_WRITE)
            .takes(Fresh.class)
            .gives(TenantView.class)
            .does(this::create),
        Operation.of("tenants.get", "GET", "/tenants/{id}", "Tells about a tenant.")
            .needs(Permission.TENANTS_READ)
            .gives(TenantView.class)
            .does(call -> TenantView.of(services.tenants().find(id(call)))),
        Operation.of("tenants.update", "PATCH", "/tenants/{id}", "Changes a tenant.")
            .needs(Permission.TENANTS_WRITE)
            .takes(Change.class)
            .gives(TenantView.class)
            .does(this::update));
  }

  private static TenantId id(ApiCall call) {
    return new TenantId(call.path("id"));
  }

  private TenantView updateOwn(ApiCall call) {
    return TenantView.of(
        services
            .tenants()
            .update(
                call.caller().actor(),
                call.tenant(),
                new Tenants.Change(call.body(OwnChange.class).name(), null, null, null)));
  }

  private TenantView create(ApiCall call) {
    Fresh fresh = call.body(Fresh.class);
    Tenant.Limits usual = Tenant.Limits.DEFAULT;
    return TenantView.of(
        services
            .tenants()
            .create(
                call.caller().actor(),
                fresh.name(),
                fresh.tier() == null ? Tenant.Tier.STANDARD : fresh.tier(),
                fresh.limits() == null ? usual : fresh.limits().over(usual)));
  }

  private TenantView update(ApiCall call) {
    Change change = call.body(Change.class);
    Tenant before = services.tenants().find(id(call));
    return TenantView.of(
        services
            .tenants()
            .update(
                call.caller().actor(),
                before.id(),
                new Tenants.Change(
                    change.name(),
                    change.tier(),
                    change.active(),
                    change.limits() == null ? null : change.limits().over(before.limits()))));
  }
}
