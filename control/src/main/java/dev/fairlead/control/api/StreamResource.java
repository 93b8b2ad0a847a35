package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.stream.LiveStream;
import dev.fairlead.control.stream.PlaybackPolicy;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.EndReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams of the caller's tenant. */
final class StreamResource {
  static final int MAX_DESCRIPTION_CHARS = 2_000;

  private final ControlServices services;
  private final LiveState live;

  /** A track of a broadcast. */
  public record TrackView(
      @Field("video, audio or data.") String kind,
      @Field("How it is coded.") String codec,
      @Field("BCP 47 tag; left out when unknown.") @Nullable String language,
      @Field("Pixels.") @Nullable Integer width,
      @Field("Pixels.") @Nullable Integer height,
      @Field("Samples per second.") @Nullable Integer sampleRateHz,
      @Field("Channels.") @Nullable Integer channels) {}

  /** A stream with what is going on. */
  public record StreamView(
      @Field("Stable id.") String id,
      @Field("For people.") String name,
      @Field(value = "For people.", maxChars = MAX_DESCRIPTION_CHARS) String description,
      @Field("For finding it.") List<String> tags,
      @Field("Public name of its viewers.") String playbackId,
      @Field("Whether it may be published and watched.") boolean active,
      @Field("Who may watch.") PlaybackPolicy policy,
      @Field("Pages that may embed it; empty for all.") List<String> allowedOrigins,
      @Field("Blocks of addresses of its viewers; empty for all.") List<String> allowedRanges,
      @Field("Viewers at the same time, 0 for no limit of its own.") int maxViewers,
      @Field("Whether it is live.") LiveState.Status status,
      @Field("How many watch.") int viewers,
      @Field("What is published.") List<TrackView> tracks,
      @Field("When it was made.") Instant createdAt,
      @Field("When it was changed last.") Instant updatedAt,
      @Field("Secret of its webhook, when the server made one: shown this once.")
          @Nullable String webhookSecret) {
    @Override
    public String toString() {
      return "StreamView[" + id + "]";
    }
  }

  /** A new stream. */
  public record Fresh(
      @Field("For people; not in use by another stream.") String name,
      @Field(value = "For people.", maxChars = MAX_DESCRIPTION_CHARS) @Nullable String description,
      @Field("For finding it.") @Nullable List<String> tags,
      @Field("Who may watch; everybody when left out.") @Nullable PlaybackPolicy policy,
      @Field("Pages that may embed it, such as https://www.example.org; none means all.")
          @Nullable List<String> allowedOrigins,
      @Field("Blocks of addresses of its viewers, such as 192.0.2.0/24; none means all.")
          @Nullable List<String> allowedRanges,
      @Field("Viewers at the same time, 0 for no limit of its own.")
          @Nullable Integer maxViewers) {}

  /** What can be changed of a stream; what is left out stays. */
  public record Change(
      @Field("For people.") @Nullable String name,
      @Field(value = "For people.", maxChars = MAX_DESCRIPTION_CHARS) @Nullable String description,
      @Field("For finding it.") @Nullable List<String> tags,
      @Field("Whether it may be published and watched; sessions end when not.")
          @Nullable Boolean active,
      @Field("Who may watch; viewers who may not any more are cut.")
          @Nullable PlaybackPolicy policy,
      @Field("Pages that may embed it; none means all.") @Nullable List<String> allowedOrigins,
      @Field("Blocks of addresses of its viewers; none means all.")
          @Nullable List<String> allowedRanges,
      @Field("Viewers at the same time, 0 for no limit of its own.")
          @Nullable Integer maxViewers) {}

  /** A new secret. */
  public record WebhookSecret(
      @Field("Signs what the webhook is asked: shown this once.") String webhookSecret) {
    @Override
    public String toString() {
      return "WebhookSecret[redacted]";
    }
  }

  StreamResource(ControlServices services, LiveState live) {
    this.services = services;
    this.live = live;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("streams.list", "GET", "/streams", "Lists streams, the oldest first.")
            .needs(Permission.STREAMS_READ)
            .givesPageOf(StreamView.class)
            .does(call -> services.streams().list(call.tenant(), call.page()).map(this::view)),
        Operation.of("streams.create", "POST", "/streams", "Adds a stream with one key.")
            .needs(Permission.STREAMS_WRITE)
            .takes(Fresh.class)
            .gives(StreamView.class)
            .does(this::create),
        Operation.of("streams.get", "GET", "/streams/{id}", "Tells about a stream.")
            .needs(Permission.STREAMS_READ)
            .gives(StreamView.class)
            .does(call -> view(services.streams().find(call.tenant(), call.path("id")))),
        Operation.of("streams.update", "PATCH", "/streams/{id}", "Changes a stream.")
            .needs(Permission.STREAMS_WRITE)
            .takes(Change.class)
            .gives(StreamView.class)
            .does(this::update),
        Operation.of("streams.delete", "DELETE", "/streams/{id}", "Removes a stream and ends it.")
            .needs(Permission.STREAMS_WRITE)
            .does(
                call -> {
                  services.streams().delete(call.tenant(), call.caller().actor(), call.path("id"));
                  return null;
                }),
        Operation.of(
                "streams.stop", "POST", "/streams/{id}/stop", "Ends the broadcast that is live.")
            .needs(Permission.SESSIONS_WRITE)
            .does(this::stop),
        Operation.of(
                "streams.renewWebhookSecret",
                "POST",
                "/streams/{id}/webhook-secret",
                "Gives the webhook another secret.")
            .needs(Permission.STREAMS_WRITE)
            .gives(WebhookSecret.class)
            .does(
                call ->
                    new WebhookSecret(
                        services
                            .streams()
                            .renewWebhookSecret(
                                call.tenant(), call.caller().actor(), call.path("id")))));
  }

  StreamView view(LiveStream stream) {
    return view(stream, null);
  }

  private StreamView view(LiveStream stream, @Nullable String webhookSecret) {
    return new StreamView(
        stream.id(),
        stream.name(),
        stream.description(),
        stream.tags(),
        stream.playbackId(),
        stream.active(),
        stream.policy(),
        stream.allowedOrigins(),
        stream.allowedRanges(),
        stream.maxViewers(),
        live.status(stream.broadcast()),
        live.viewers(stream.broadcast()),
        live.tracks(stream.broadcast()),
        stream.createdAt(),
        stream.updatedAt(),
        webhookSecret);
  }

  private StreamView create(ApiCall call) {
    Fresh fresh = call.body(Fresh.class);
    LiveStream created =
        services
            .streams()
            .create(
                call.tenant(),
                call.caller().actor(),
                new Streams.Fresh(
                    fresh.name(),
                    fresh.description() == null ? "" : fresh.description(),
                    orNone(fresh.tags()),
                    new Streams.Settings(
                        fresh.policy() == null ? PlaybackPolicy.OPEN : fresh.policy(),
                        orNone(fresh.allowedOrigins()),
                        orNone(fresh.allowedRanges()),
                        fresh.maxViewers() == null ? 0 : fresh.maxViewers())));
    return withSecret(call, created);
  }

  private static List<String> orNone(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private StreamView update(ApiCall call) {
    Change change = call.body(Change.class);
    return withSecret(
        call,
        services
            .streams()
            .update(
                call.tenant(),
                call.caller().actor(),
                call.path("id"),
                new Streams.Change(
                    change.name(),
                    change.description(),
                    change.tags(),
                    change.active(),
                    change.policy(),
                    change.allowedOrigins(),
                    change.allowedRanges(),
                    change.maxViewers())));
  }

  /** A webhook that has no secret yet gets one. */
  private StreamView withSecret(ApiCall call, LiveStream stream) {
    boolean needsOne =
        stream.policy().kind() == PlaybackPolicy.Kind.WEBHOOK
            && services.streams().webhookSecret(call.tenant(), stream.id()) == null;
    return view(
        stream,
        needsOne
            ? services
                .streams()
                .renewWebhookSecret(call.tenant(), call.caller().actor(), stream.id())
            : null);
  }

  private @Nullable Object stop(ApiCall call) {
    LiveStream stream = services.streams().find(call.tenant(), call.path("id"));
    Broadcast broadcast = live.broadcasts().find(stream.broadcast());
    if (broadcast == null) {
      throw ControlException.of(
          ControlException.Kind.CONFLICT, "not_live", "This stream is not live.");
    }
    broadcast.stop(EndReason.STOPPED);
    services
        .database()
        .write(
            sql -> {
              services
                  .audit()
                  .write(
                      sql,
                      call.tenant(),
                      call.caller().actor(),
                      "broadcast_stopped",
                      "stream",
                      stream.id(),
                      null,
                      null);
              return null;
            });
    return null;
  }
}
