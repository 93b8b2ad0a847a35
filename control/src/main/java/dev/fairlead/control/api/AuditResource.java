package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.Permission;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who changed what in the caller's tenant. */
final class AuditResource {
  private final ControlServices services;

  /** One change. */
  public record AuditView(
      @Field("Id of the entry.") String id,
      @Field("When.") Instant at,
      @Field("Kind of whoever did it.") Actor.Kind actorKind,
      @Field("Id of whoever did it.") String actorId,
      @Field("From which address.") String remote,
      @Field("What was done, such as stream_created.") String action,
      @Field("To what kind of thing.") String objectKind,
      @Field("To which one.") String objectId,
      @Field("How it was before, as JSON.") @Nullable String before,
      @Field("How it is after, as JSON.") @Nullable String after) {
    static AuditView of(Audit.Entry entry) {
      return new AuditView(
          entry.id(),
          entry.at(),
          entry.actor().kind(),
          entry.actor().id(),
          entry.actor().remote(),
          entry.action(),
          entry.objectKind(),
          entry.objectId(),
          entry.before(),
          entry.after());
    }
  }

  AuditResource(ControlServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("audit.list", "GET", "/audit", "Lists changes, the newest first.")
            .needs(Permission.AUDIT_READ)
            .givesPageOf(AuditView.class)
            .does(call -> services.audit().list(call.tenant(), call.page()).map(AuditView::of)));
  }
}
