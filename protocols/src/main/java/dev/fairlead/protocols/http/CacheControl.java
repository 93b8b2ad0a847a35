package dev.fairlead.protocols.http;

/** Values of {@code Cache-Control} (RFC 9111 §5.2), so that a cache in front does what we mean. */
public final class CacheControl {
  /** The header's name. */
  public static final String NAME = "cache-control";

  /** Bytes that never change under their URL: segments, parts, files named by their hash. */
  public static final String IMMUTABLE = "public, max-age=31536000, immutable";

  /** Must not be kept: live pages of one viewer, errors. */
  public static final String NO_STORE = "no-store";

  /** May be kept, but asked about before each use. */
  public static final String REVALIDATE = "no-cache";

  private CacheControl() {}

  /** Good for {@code seconds}: live playlists, for which it is a part of the target duration. */
  public static String maxAge(long seconds) {
    return seconds <= 0 ? REVALIDATE : "public, max-age=" + seconds;
  }
}
