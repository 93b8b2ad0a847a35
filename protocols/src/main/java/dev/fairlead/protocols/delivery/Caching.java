package dev.fairlead.protocols.delivery;

/** What caches may keep, and for how long: the values of {@code Cache-Control}. */
public final class Caching {
  /**
   * Headers, segments and parts never change under their URL, which names the run; a day is longer
   * than anyone asks for what left the window.
   */
  public static final String IMMUTABLE = "public, max-age=86400, immutable";

  /** The live edge: a second, so that a cache shields us and nobody falls behind by more. */
  public static final String LIVE_EDGE = "public, max-age=1";

  /** What depends on the moment or on the viewer. */
  public static final String NEVER = "no-store";

  private Caching() {}
}
