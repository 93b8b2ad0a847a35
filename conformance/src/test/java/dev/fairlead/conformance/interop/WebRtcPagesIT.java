package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The watch page over WebRTC, and the page that publishes from the browser. */
class WebRtcPagesIT {
  private static final int WIDE = 1280;
  private static final int PHONE = 380;
  private static final String WITHOUT_WEBRTC = "delete window.RTCPeerConnection;";

  /** A network that lets nothing out but TCP: the server's other candidates are not known. */
  private static final String TCP_ALONE =
      """
      const set = RTCPeerConnection.prototype.setRemoteDescription;
      RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
        window.peers = [...(window.peers ?? []), this];
        return set.call(this, { type, sdp: sdp.replace(/a=candidate:\\S+ \\d udp .*\\r\\n/g, '') });
      };
      """;

  /** Over which protocol the path of the newest session goes. */
  private static final String PATH =
      """
      (async () => {
        const all = [...(await window.peers.at(-1).getStats()).values()];
        const pair = all.find((each) => each.type === 'candidate-pair' && each.nominated);
        return all.find((each) => each.id === pair.remoteCandidateId).protocol;
      })()
      """;

  /** Half a second of pictures, so that nothing is mistaken for motion. */
  private static final int SOME_PICTURES = 15;

  /** Puts an instrument behind the sound; its reading is the root of the mean square. */
  private static final String LISTEN =
      """
      (() => {
        const context = new AudioContext();
        const video = document.querySelector('video');
        const meter = context.createAnalyser();
        meter.fftSize = 8192;
        context.createMediaStreamSource(video.srcObject).connect(meter);
        const wave = new Float32Array(meter.fftSize);
        window.soundLevel = () => {
          meter.getFloatTimeDomainData(wave);
          return Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
        };
      })()
      """;

  private static final String PEERS =
      """
      const set = RTCPeerConnection.prototype.setRemoteDescription;
      RTCPeerConnection.prototype.setRemoteDescription = function (answer) {
        window.peers = [...(window.peers ?? []), this];
        return set.call(this, answer);
      };
      """;

  /** Pictures that left the decoder, whether or not the screen had time for them. */
  private static final String DECODED =
      """
      (async () => {
        const all = [...(await window.peers.at(-1).getStats()).values()];
        return all.find((each) => each.type === 'inbound-rtp' && each.kind === 'video')
            .framesDecoded;
      })()
      """;

  private static FairleadNode node;
  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = new Browser();
    node = FairleadNode.start("publish.grace_ms=0", "segment.min_ms=1000");
  }

  @AfterAll
  static void stop() {
    Closing.all(browser, node);
  }

  @ParameterizedTest
  @EnumSource(names = {"IN_ORDER", "H264_AAC"})
  void whatRtmpBringsIsSeenAndHeardOverWebRtc(Clip clip) {
    try (Pushing pushing = Pushing.startLooping(clip, node.pushUrl())) {
      node.awaitLive();
      try (WatchWindow page = open(WIDE, "", node.url("/watch/ID?mode=webrtc"))) {
        page.awaitState("live");
        assertEquals("webrtc", page.player(), () -> page.text("#detail"));
        page.await(
            "pictures come", () -> number(page, "window.fairlead.frames") > 3 * SOME_PICTURES);
        page.evaluate(LISTEN);
        page.await("sound comes", () -> decimal(page, "soundLevel()") > 0.01);
        page.await("delay is told", () -> page.text("#latency").matches("\\d+\\.\\d s"));
        assertEquals(List.of(), page.errors());
      }
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void picturesThatReferForwardAreAllShownInOrder() {
    int ofClip = Clip.H264_AAC.seconds() * Clip.FRAMES_PER_SECOND;
    try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
      node.awaitLive();
      try (WatchedPage page = browser.open(node.url("/watch/ID?mode=webrtc"), PEERS)) {
        page.awaitPictures(2 * Clip.FRAMES_PER_SECOND, 30_000);
        double beganMs = ((Number) page.evaluate("performance.now()")).doubleValue();
        int before = ((Number) page.evaluate(DECODED)).intValue();
        page.play(8_000);
        double seconds =
            (((Number) page.evaluate("performance.now()")).doubleValue() - beganMs) / 1_000;
        double rate = (((Number) page.evaluate(DECODED)).intValue() - before) / seconds;

        assertEquals("webrtc", page.evaluate("window.fairlead.player"));
        // Three pictures are the edges of what was counted.
        double edges = 3 / seconds;
        assertEquals(Clip.FRAMES_PER_SECOND, rate, 0.02 * Clip.FRAMES_PER_SECOND + edges);
        List<WatchedPage.Shown> shown = page.shown();
        for (int i = 2; i < shown.size(); i++) {
          int step = Math.floorMod(shown.get(i).number() - shown.get(i - 1).number(), ofClip);
          assertTrue(
              step > 0 && step < ofClip / 2,
              "picture " + shown.get(i).number() + " after " + shown.get(i - 1).number());
        }
      }
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void segmentsStandInWithAReason() {
    try (Pushing pushing = Pushing.startLooping(Clip.IN_ORDER, node.pushUrl())) {
      node.awaitPlayable(node.hlsUrl());
      try (WatchWindow page = open(WIDE, WITHOUT_WEBRTC, node.url("/watch/ID?mode=webrtc"))) {
        page.awaitState("live");

        assertEquals("hls", page.player());
        assertEquals("this browser has no WebRTC", page.evaluate("window.fairlead.fallBack"));
        assertEquals("false", page.evaluate("document.getElementById('mode').ariaPressed"));
      }
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void theSwitchGoesFromSegmentsToLeastDelayAndBack() {
    try (Pushing pushing = Pushing.startLooping(Clip.IN_ORDER, node.pushUrl())) {
      node.awaitPlayable(node.hlsUrl());
      try (WatchWindow page = open(PHONE, "", node.url("/watch/ID"))) {
        page.awaitState("live");
        assertEquals("hls", page.player());

        page.evaluate("document.getElementById('mode').click()");

        page.await("WebRTC", () -> page.player().equals("webrtc") && page.state().equals("live"));
        page.evaluate("document.getElementById('mode').click()");
        page.await("segments", () -> page.player().equals("hls") && page.state().equals("live"));
        assertFalse(page.scrollsSideways());
        assertEquals(List.of(), page.errors());
      }
      assertTrue(pushing.isAlive(), pushing::text);
    }
  }

  @Test
  void aBrowserGoesLiveAndIsWatchedBothWays() {
    node.awaitSilence();
    try (WatchWindow publishing = open(PHONE, "", node.url("/publish") + "#" + node.streamKey())) {
      publishing.awaitState("preview");
      publishing.evaluate("document.getElementById('go').click()");
      publishing.awaitState("live");
      publishing.await("it says what it sends", () -> number(publishing, "fairlead.sentBps") > 0);
      assertFalse(publishing.scrollsSideways());

      try (WatchWindow page = open(WIDE, "", node.url("/watch/ID?mode=webrtc"))) {
        page.awaitState("live");
        page.await("pictures come", () -> number(page, "window.fairlead.frames") > SOME_PICTURES);
        assertEquals("webrtc", page.player());
        page.evaluate(LISTEN);
        page.await("the beep is heard", () -> decimal(page, "soundLevel()") > 0.005);
        assertEquals(List.of(), page.errors());
      }
      try (WatchWindow page = open(WIDE, "", node.url("/watch/ID"))) {
        page.awaitState("live");
        assertEquals("hls", page.player());
      }

      publishing.evaluate("document.getElementById('go').click()");
      publishing.awaitState("preview");
      assertEquals(List.of(), publishing.errors());
    }
    node.awaitSilence();
  }

  @Test
  void overTcpAloneABrowserPublishesAndAnotherWatches() {
    node.awaitSilence();
    try (WatchWindow publishing =
        open(WIDE, TCP_ALONE, node.url("/publish") + "#" + node.streamKey())) {
      publishing.awaitState("preview");
      publishing.evaluate("document.getElementById('go').click()");
      publishing.awaitState("live");
      try (WatchWindow page = open(WIDE, TCP_ALONE, node.url("/watch/ID?mode=webrtc"))) {
        page.awaitState("live");
        page.await("pictures come", () -> number(page, "window.fairlead.frames") > SOME_PICTURES);

        assertEquals("webrtc", page.player());
        assertEquals("tcp", page.evaluate(PATH));
        assertEquals("tcp", publishing.evaluate(PATH));
      }
    }
    node.awaitSilence();
  }

  @Test
  void aWrongKeyIsRefusedInWords() {
    try (WatchWindow page = open(WIDE, "", node.url("/publish") + "#sk_nobodyhasthiskey")) {
      page.awaitState("preview");
      page.evaluate("document.getElementById('go').click()");

      page.awaitState("failed");

      assertEquals("Not on air", page.title());
      assertTrue(page.detail().length() > 10, page.detail());
    }
  }

  private static WatchWindow open(int width, String initScript, String url) {
    return browser.window(
        width, 800, width == PHONE ? ColorScheme.DARK : ColorScheme.LIGHT, initScript, url);
  }

  private static int number(WatchWindow page, String script) {
    return ((Number) page.evaluate(script)).intValue();
  }

  private static double decimal(WatchWindow page, String script) {
    return ((Number) page.evaluate(script)).doubleValue();
  }
}
