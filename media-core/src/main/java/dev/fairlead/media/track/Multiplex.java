package dev.fairlead.media.track;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one file or transport stream carries for viewers who cannot choose: the first pictures, the
 * first sound of each language, and all data. Stateless.
 *
 * <p>Further renditions of a publisher are for outputs where players switch between them; here they
 * would only cost every viewer their bandwidth.
 */
public final class Multiplex {
  private static final List<MediaKind> LEADING_KINDS =
      List.of(MediaKind.VIDEO, MediaKind.AUDIO, MediaKind.DATA);

  private Multiplex() {}

  /**
   * The track whose random access points let readers in: the first pictures, else the first sound,
   * else whatever is there; null when nothing is.
   */
  public static @Nullable Track lead(List<Track> all) {
    for (MediaKind kind : LEADING_KINDS) {
      for (Track track : all) {
        if (track.kind() == kind) {
          return track;
        }
      }
    }
    return null;
  }

  /**
   * The tracks chosen from {@code all}, in their order.
   *
   * @param carries whether the format at hand has a form for a track
   */
  public static List<Track> choose(List<Track> all, Predicate<TrackFormat> carries) {
    List<Track> chosen = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Track track : all) {
      boolean wanted =
          carries.test(track.format())
              && switch (track.kind()) {
                case VIDEO -> taken.add("");
                case AUDIO -> taken.add("sound " + track.language());
                case DATA -> true;
              };
      if (wanted) {
        chosen.add(track);
      }
    }
    return chosen;
  }
}
