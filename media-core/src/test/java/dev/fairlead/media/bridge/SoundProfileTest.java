package dev.fairlead.media.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoundProfileTest {
  private static final Track H264 = track(1, Codec.H264, Track.ORIGINAL);
  private static final Track AV1 = track(1, Codec.AV1, Track.ORIGINAL);
  private static final Track OPUS = track(2, Codec.OPUS, Track.ORIGINAL);
  private static final Track AAC = track(2, Codec.AAC, Track.ORIGINAL);
  private static final Track DERIVED_AAC = track(3, Codec.AAC, 2);
  private static final Track DERIVED_OPUS = track(3, Codec.OPUS, 2);

  private static Track track(int id, Codec codec, int sourceId) {
    CodecConfiguration none = CodecConfiguration.NONE;
    return new Track(
        id,
        0,
        codec.kind() == MediaKind.VIDEO
            ? new VideoFormat(codec, 1_000, none, "any", 16, 16, 1, 1, FrameRate.UNKNOWN)
            : new AudioFormat(codec, 48_000, none, "any", 48_000, 2, 0),
        "",
        sourceId);
  }

  private static List<Track> taken(SoundProfile profile, Track... tracks) {
    return List.of(tracks).stream().filter(profile::takes).toList();
  }

  @Test
  void whoTakesAnythingHearsNothingOfWhatIsDerived() {
    assertEquals(List.of(H264, OPUS), taken(SoundProfile.ORIGINAL, H264, OPUS, DERIVED_AAC));
  }

  @Test
  void whoKnowsNoOpusHearsWhatIsDerivedInstead() {
    assertEquals(
        List.of(H264, DERIVED_AAC), taken(SoundProfile.LEGACY_FLV, H264, OPUS, DERIVED_AAC));
    assertEquals(
        List.of(H264, DERIVED_AAC), taken(SoundProfile.LEGACY_TS, H264, OPUS, DERIVED_AAC));
  }

  @Test
  void whatIsDerivedForOthersIsNotTaken() {
    assertEquals(List.of(H264, AAC), taken(SoundProfile.LEGACY_FLV, H264, AAC, DERIVED_OPUS));
  }

  @Test
  void soundThatIsKnownNeedsNoBridge() {
    assertTrue(SoundProfile.LEGACY_FLV.isServedBy(List.of(H264, AAC)));
    assertFalse(SoundProfile.LEGACY_FLV.isServedBy(List.of(H264, OPUS)));
    assertFalse(SoundProfile.LEGACY_FLV.isServedBy(List.of(H264, OPUS, DERIVED_AAC)));
    assertTrue(SoundProfile.ORIGINAL.isServedBy(List.of(H264, OPUS)));
  }

  @Test
  void whoPlaysNewPicturesKnowsNewSound() {
    assertTrue(SoundProfile.LEGACY_FLV.isServedBy(List.of(AV1, OPUS)));
  }

  @Test
  void soundThatMayComeMayNeedABridge() {
    assertFalse(SoundProfile.LEGACY_FLV.isServedBy(List.of()));
    assertFalse(SoundProfile.LEGACY_FLV.isServedBy(List.of(H264)));
  }

  @Test
  void oldDevicesKnowTheSoundOfBroadcasting() {
    assertTrue(
        SoundProfile.LEGACY_TS.isServedBy(List.of(H264, track(2, Codec.AC3, Track.ORIGINAL))));
    assertFalse(
        SoundProfile.LEGACY_FLV.isServedBy(List.of(H264, track(2, Codec.AC3, Track.ORIGINAL))));
  }
}
