package dev.fairlead.media.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class MultiplexTest {
  private static final Track AV1 = video(1, Codec.AV1);
  private static final Track H264 = video(2, Codec.H264);
  private static final Track SMALL = video(3, Codec.H264);
  private static final Track ENGLISH = audio(4, "en");
  private static final Track GERMAN = audio(5, "de");
  private static final Track COMMENTARY = audio(6, "en");
  private static final Track TAGS =
      new Track(7, 0, new DataFormat(Codec.ID3, 1_000, CodecConfiguration.NONE, ""), "");

  private static Track video(int id, Codec codec) {
    return new Track(
        id,
        0,
        new VideoFormat(
            codec, 1_000, CodecConfiguration.NONE, "", 640, 360, 1, 1, FrameRate.UNKNOWN),
        "");
  }

  private static Track audio(int id, String language) {
    return new Track(
        id,
        0,
        new AudioFormat(
            Codec.AAC, 1_000, CodecConfiguration.NONE, "mp4a.40.2", 48_000, 2, 1_024),
        language);
  }

  @Test
  void takesOnePictureTrackAndOneSoundOfEachLanguage() {
    assertEquals(
        List.of(AV1, ENGLISH, GERMAN, TAGS),
        Multiplex.choose(
            List.of(AV1, H264, SMALL, ENGLISH, GERMAN, COMMENTARY, TAGS), format -> true));
  }

  @Test
  void picturesLeadThenSoundThenWhateverIsThere() {
    assertEquals(AV1, Multiplex.lead(List.of(TAGS, ENGLISH, AV1, H264)));
    assertEquals(ENGLISH, Multiplex.lead(List.of(TAGS, ENGLISH)));
    assertEquals(TAGS, Multiplex.lead(List.of(TAGS)));
    assertNull(Multiplex.lead(List.of()));
  }

  @Test
  void passesOverWhatTheFormatCannotCarry() {
    assertEquals(
        List.of(H264, ENGLISH),
        Multiplex.choose(
            List.of(AV1, H264, SMALL, ENGLISH), format -> format.codec() != Codec.AV1));
  }
}
