package dev.fairlead.control.api;

import dev.fairlead.control.session.SessionRegistry;
import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is going on, for answers of the API. Any thread.
 *
 * @param broadcasts what is live
 * @param sessions who publishes and watches
 */
public record LiveState(BroadcastRegistry broadcasts, SessionRegistry sessions) {
  /** Whether a stream is live. */
  public enum Status {
    OFFLINE,
    LIVE,
    /** Its publisher is gone and may come back. */
    INTERRUPTED
  }

  Status status(BroadcastKey key) {
    Broadcast broadcast = broadcasts.find(key);
    if (broadcast == null) {
      return Status.OFFLINE;
    }
    return switch (broadcast.state()) {
      case LIVE -> Status.LIVE;
      case SUSPENDED -> Status.INTERRUPTED;
      case WAITING, ENDED -> Status.OFFLINE;
    };
  }

  int viewers(BroadcastKey key) {
    return sessions.viewers(key);
  }

  List<StreamResource.TrackView> tracks(BroadcastKey key) {
    Broadcast broadcast = broadcasts.find(key);
    return broadcast == null
        ? List.of()
        : broadcast.tracks().stream().map(LiveState::track).toList();
  }

  private static StreamResource.TrackView track(Track track) {
    Integer width = null;
    Integer height = null;
    Integer sampleRateHz = null;
    Integer channels = null;
    switch (track.format()) {
      case VideoFormat video -> {
        width = video.widthPixels();
        height = video.heightPixels();
      }
      case AudioFormat audio -> {
        sampleRateHz = audio.sampleRateHz();
        channels = audio.channels();
      }
      default -> {
        // Data has no figures of its own.
      }
    }
    return new StreamResource.TrackView(
        track.kind().name().toLowerCase(Locale.ROOT),
        track.format().codec().name().toLowerCase(Locale.ROOT),
        language(track),
        width,
        height,
        sampleRateHz,
        channels);
  }

  private static @Nullable String language(Track track) {
    return track.language().isEmpty() ? null : track.language();
  }
}
