package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.stream.KeyRecord;
import dev.fairlead.control.stream.StreamKeys;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Permission;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys of a stream. Whoever may not make keys sees that there are some, not what they are. */
final class KeyResource {
  private final ControlServices services;

  /** A key. */
  public record KeyView(
      @Field("Stable id.") String id,
      @Field("Whose it is.") String streamId,
      @Field("For people.") String name,
      @Field("The key itself; left out for callers who may not make keys.") @Nullable String key,
      @Field("Whether it admits.") boolean active,
      @Field("When it admitted last.") @Nullable Instant lastUsedAt,
      @Field("When it was made.") Instant createdAt) {
    static KeyView of(KeyRecord key, boolean revealed) {
      return new KeyView(
          key.id(),
          key.streamId(),
          key.name(),
          revealed ? key.key().secret() : null,
          key.active(),
          key.lastUsedAt(),
          key.createdAt());
    }

    @Override
    public String toString() {
      return "KeyView[" + id + "]";
    }
  }

  /** A new key. */
  public record Fresh(@Field("For people; not in use by another key.") String name) {}

  /** What can be changed of a key. */
  public record Change(
      @Field("For people.") @Nullable String name,
      @Field("Whether it admits; its publisher is cut when not.") @Nullable Boolean active) {}

  KeyResource(ControlServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("keys.list", "GET", "/streams/{id}/keys", "Lists the keys of a stream.")
            .needs(Permission.STREAMS_READ)
            .givesPageOf(KeyView.class)
            .does(
                call ->
                    new Page<>(keys(call).list(call.tenant(), call.path("id")), null)
                        .map(key -> KeyView.of(key, mayReveal(call)))),
        Operation.of("keys.create", "POST", "/streams/{id}/keys", "Adds a key to a stream.")
            .needs(Permission.KEYS_WRITE)
            .takes(Fresh.class)
            .gives(KeyView.class)
            .does(
                call ->
                    KeyView.of(
                        keys(call)
                            .create(
                                call.tenant(),
                                call.caller().actor(),
                                call.path("id"),
                                call.body(Fresh.class).name()),
                        true)),
        Operation.of("keys.get", "GET", "/streams/{id}/keys/{keyId}", "Tells about a key.")
            .needs(Permission.STREAMS_READ)
            .gives(KeyView.class)
            .does(
                call ->
                    KeyView.of(
                        keys(call).find(call.tenant(), call.path("id"), call.path("keyId")),
                        mayReveal(call))),
        Operation.of("keys.update", "PATCH", "/streams/{id}/keys/{keyId}", "Changes a key.")
            .needs(Permission.KEYS_WRITE)
            .takes(Change.class)
            .gives(KeyView.class)
            .does(
                call ->
                    KeyView.of(
                        keys(call)
                            .update(
                                call.tenant(),
                                call.caller().actor(),
                                call.path("id"),
                                call.path("keyId"),
                                call.body(Change.class).name(),
                                call.body(Change.class).active()),
                        true)),
        Operation.of(
                "keys.rotate",
                "POST",
                "/streams/{id}/keys/{keyId}/rotate",
                "Puts another secret in a key's place; its publisher is cut.")
            .needs(Permission.KEYS_WRITE)
            .gives(KeyView.class)
            .does(
                call ->
                    KeyView.of(
                        keys(call)
                            .rotate(
                                call.tenant(),
                                call.caller().actor(),
                                call.path("id"),
                                call.path("keyId")),
                        true)),
        Operation.of("keys.delete", "DELETE", "/streams/{id}/keys/{keyId}", "Removes a key.")
            .needs(Permission.KEYS_WRITE)
            .does(
                call -> {
                  keys(call)
                      .delete(
                          call.tenant(),
                          call.caller().actor(),
                          call.path("id"),
                          call.path("keyId"));
                  return null;
                }));
  }

  private StreamKeys keys(ApiCall call) {
    return services.streams().keys(call.tenant());
  }

  static boolean mayReveal(ApiCall call) {
    return call.caller().permissions().contains(Permission.KEYS_WRITE);
  }
}
