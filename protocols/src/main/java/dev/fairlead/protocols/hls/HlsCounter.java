package dev.fairlead.protocols.hls;

import dev.fairlead.media.counter.CounterDescriptor;

/** What HLS counts. */
public enum HlsCounter implements CounterDescriptor {
  MULTIVARIANT_SERVED("hls_multivariant_served", "A multivariant playlist was sent."),
  MULTIVARIANT_RENDERED("hls_multivariant_rendered", "A multivariant playlist was written."),
  PLAYLIST_SERVED("hls_playlist_served", "A media playlist was sent."),
  PLAYLIST_RENDERED("hls_playlist_rendered", "A version of a media playlist was written."),
  PLAYLIST_COMPRESSED("hls_playlist_compressed", "A version of a media playlist was compressed."),
  DELTA_SERVED("hls_delta_served", "A playlist delta update was sent."),
  RELOAD_PARKED("hls_reload_parked", "A blocking playlist reload waited."),
  RELOAD_TIMED_OUT("hls_reload_timed_out", "A blocking playlist reload waited in vain."),
  RELOAD_TOO_FAR("hls_reload_too_far", "A blocking reload asked for what nobody can know of yet."),
  DIRECTIVE_MALFORMED("hls_directive_malformed", "A delivery directive made no sense."),
  PLAYLIST_UNKNOWN("hls_playlist_unknown", "A request named a playlist that does not exist.");

  private final String id;
  private final String description;

  HlsCounter(String id, String description) {
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
