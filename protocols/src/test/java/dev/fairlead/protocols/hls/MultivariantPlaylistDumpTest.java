package dev.fairlead.protocols.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fairlead.media.codec.captions.CaptionChannels;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.segment.WindowScript;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.FrameRate;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.VideoFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Multivariant playlists, line by line (RFC 8216bis draft 17 §4.4.6). */
class MultivariantPlaylistDumpTest {
  private final PackagedBroadcast broadcast =
      WindowScript.broadcast("cam", "r1", SegmentTargets.DEFAULT);
  private final List<WindowScript> scripts = new ArrayList<>();

  @AfterEach
  void letGo() {
    scripts.forEach(WindowScript::release);
  }

  private WindowScript add(WindowScript script) {
    scripts.add(script);
    return script.segment(1, 1_000).segment(4, 250);
  }

  private String render() {
    return MultivariantPlaylist.render("r1", broadcast.windows());
  }

  private static Track opus() {
    return new Track(
        3,
        0,
        new AudioFormat(Codec.OPUS, 48_000, CodecConfiguration.NONE, "opus", 48_000, 6, 960),
        "de");
  }

  @Test
  void offersPicturesWithSoundApart() {
    add(WindowScript.video(broadcast, "v1", 9));
    add(WindowScript.audio(broadcast, "a2", "en", 9));

    assertEquals(
        """
        #EXTM3U
        #EXT-X-VERSION:9
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="r1/a2.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=512,AVERAGE-BANDWIDTH=320,CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="aac"
        r1/v1.m3u8
        """,
        render());
  }

  @Test
  void offersEachPictureTrackWithEachCodingOfSound() {
    add(WindowScript.video(broadcast, "v1", 9));
    VideoFormat anamorphic =
        new VideoFormat(
            Codec.H265,
            90_000,
            CodecConfiguration.NONE,
            "hvc1.1.6.L93.B0",
            720,
            576,
            16,
            11,
            FrameRate.UNKNOWN);
    add(WindowScript.cmaf(broadcast, "v4", new Track(4, 0, anamorphic, ""), 9));
    add(WindowScript.audio(broadcast, "a2", "", 9));
    add(WindowScript.cmaf(broadcast, "a3", opus(), 9));

    assertEquals(
        """
        #EXTM3U
        #EXT-X-VERSION:9
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="r1/a2.m3u8"
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="opus",NAME="German",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="6",URI="r1/a3.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=512,AVERAGE-BANDWIDTH=320,CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="aac"
        r1/v1.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=512,AVERAGE-BANDWIDTH=320,CODECS="avc1.64001F,opus",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="opus"
        r1/v1.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=512,AVERAGE-BANDWIDTH=320,CODECS="hvc1.1.6.L93.B0,mp4a.40.2",RESOLUTION=1047x576,AUDIO="aac"
        r1/v4.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=512,AVERAGE-BANDWIDTH=320,CODECS="hvc1.1.6.L93.B0,opus",RESOLUTION=1047x576,AUDIO="opus"
        r1/v4.m3u8
        """,
        render());
  }

  @Test
  void offersSoundAlone() {
    add(WindowScript.audio(broadcast, "a2", "en", 9));

    assertEquals(
        """
        #EXTM3U
        #EXT-X-VERSION:9
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-STREAM-INF:BANDWIDTH=256,AVERAGE-BANDWIDTH=160,CODECS="mp4a.40.2"
        r1/a2.m3u8
        """,
        render());
  }

  @Test
  void offersPicturesAlone() {
    add(WindowScript.video(broadcast, "v1", 9)).part(200, false);

    assertEquals(
        """
        #EXTM3U
        #EXT-X-VERSION:9
        #EXT-X-STREAM-INF:BANDWIDTH=256,AVERAGE-BANDWIDTH=160,CODECS="avc1.64001F",RESOLUTION=1280x720,FRAME-RATE=29.970
        r1/v1.m3u8
        """,
        render());
  }

  @Test
  void namesTheCaptionsThatWereSeen() {
    // CC1 and CC3; a service beside them is the same text once more.
    add(WindowScript.video(broadcast, "v1", 9)).captions(new CaptionChannels(0b10101));
    add(WindowScript.audio(broadcast, "a2", "en", 9));

    assertEquals(
        """
        #EXTM3U
        #EXT-X-VERSION:9
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="r1/a2.m3u8"
        #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="CC1",AUTOSELECT=YES,INSTREAM-ID="CC1"
        #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="CC3",AUTOSELECT=YES,INSTREAM-ID="CC3"
        #EXT-X-STREAM-INF:BANDWIDTH=512,AVERAGE-BANDWIDTH=320,CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="aac",CLOSED-CAPTIONS="cc"
        r1/v1.m3u8
        """,
        render());
  }

  @Test
  void namesServicesWhereNothingElseIsThere() {
    WindowScript ts = add(WindowScript.ts(broadcast, 9)).captions(new CaptionChannels(0b10000));

    assertEquals(
        """
        #EXTM3U
        #EXT-X-VERSION:7
        #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="SERVICE1",AUTOSELECT=YES,INSTREAM-ID="SERVICE1"
        #EXT-X-STREAM-INF:BANDWIDTH=256,AVERAGE-BANDWIDTH=160,CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,CLOSED-CAPTIONS="cc"
        r1/ts.m3u8
        """,
        MultivariantPlaylist.renderMultiplexed("r1", ts.window()));
  }

  @Test
  void writesNothingThatThePublisherCouldUseToAddLines() {
    VideoFormat hostile = WindowScript.videoFormat("avc1\"\n#EXT-X-ENDLIST");
    add(WindowScript.cmaf(broadcast, "v1", new Track(1, 0, hostile, ""), 9));
    add(WindowScript.audio(broadcast, "a2", "en\"\n#EXT-X-ENDLIST", 9));

    String text = render();

    assertEquals(6, text.lines().count(), text);
    assertEquals(0, text.lines().filter(line -> line.startsWith("#EXT-X-ENDLIST")).count(), text);
  }

  @Test
  void offersTheMultiplexedVariant() {
    WindowScript ts = add(WindowScript.ts(broadcast, 9));

    assertEquals(
        """
        #EXTM3U
        #EXT-X-VERSION:3
        #EXT-X-STREAM-INF:BANDWIDTH=256,AVERAGE-BANDWIDTH=160,CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970
        r1/ts.m3u8
        """,
        MultivariantPlaylist.renderMultiplexed("r1", ts.window()));
  }
}
