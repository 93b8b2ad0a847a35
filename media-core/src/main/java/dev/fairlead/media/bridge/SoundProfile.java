package dev.fairlead.media.bridge;

import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import java.util.List;
import java.util.Set;

/** Which codings of sound a kind of player knows, and so which tracks it is given. */
public enum SoundProfile {
  /** The publisher's own, whatever it is. */
  ORIGINAL(Set.of(), Set.of()),

  /**
   * Players of FLV and RTMP that know nothing of E-RTMP. Where the pictures can be carried by
   * E-RTMP alone, whoever plays them knows its sound too.
   */
  LEGACY_FLV(Set.of(Codec.AAC, Codec.MP3), Set.of(Codec.H264)),

  /** Set-top boxes and old phones, which play MPEG-TS with the sound of its time. */
  LEGACY_TS(Set.of(Codec.AAC, Codec.MP3, Codec.AC3, Codec.EAC3), Set.of(Codec.H264, Codec.H265));

  /** What sound is bridged to for all of them. */
  public static final Codec TARGET = Codec.AAC;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of makes immutable ones.
  private final Set<Codec> sounds;

  @SuppressWarnings("ImmutableEnumChecker") // As above.
  private final Set<Codec> pictures;

  SoundProfile(Set<Codec> sounds, Set<Codec> pictures) {
    this.sounds = sounds;
    this.pictures = pictures;
  }

  /** Whether such a player is given {@code track}. */
  public boolean takes(Track track) {
    if (this == ORIGINAL || track.kind() != MediaKind.AUDIO) {
      return !track.isDerived();
    }
    return sounds.contains(track.format().codec());
  }

  /**
   * Whether such a player needs nothing but the publisher's own tracks, as far as they are known:
   * it is treated as {@link #ORIGINAL} then.
   *
   * @param tracks of the broadcast
   */
  public boolean isServedBy(List<Track> tracks) {
    if (this == ORIGINAL) {
      return true;
    }
    boolean served = false;
    for (Track track : tracks) {
      if (track.isDerived()) {
        continue;
      }
      Codec codec = track.format().codec();
      served |= sounds.contains(codec);
      served |= track.kind() == MediaKind.VIDEO && !pictures.contains(codec);
    }
    return served;
  }
}
