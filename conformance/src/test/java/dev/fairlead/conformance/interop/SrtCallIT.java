package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The node calls libsrt's own tool, fetches and sends, and calls again when it is gone. */
class SrtCallIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PASSPHRASE = "correct-horse";
  private static final String SECRET = "passphrase=" + PASSPHRASE + "&pbkeylen=32";

  @Test
  void fetchesFromAListenerAndAgainAfterItWasGone() {
    int media = freePort();
    int listener = freePort();
    try (FairleadNode node =
            FairleadNode.startKnowing(
                channel ->
                    List.of(
                        "srt.pull="
                            + channel.key()
                            + "=srt://127.0.0.1:"
                            + listener
                            + "?latency=200&"
                            + SECRET));
        Pushing pushing =
            Pushing.startLooping(Clip.H264_AAC_TS, "udp://127.0.0.1:" + media + "?pkt_size=1316")) {
      try (ChildProcess serving = serve(media, listener)) {
        awaitCalls(node, 1);
        awaitReceived(node);
        assertTrue(serving.isAlive(), serving::text);
        serving.kill();
      }
      try (ChildProcess serving = serve(media, listener)) {
        awaitCalls(node, 2);
        awaitReceived(node);
        assertTrue(serving.isAlive(), serving::text);
      }
      assertTrue(pushing.isAlive(), pushing::text);
      assertTrue(node.metric("fairlead_srt_publish_accepted_total") >= 2, node::log);
      assertFalse(node.log().contains(PASSPHRASE), "a passphrase never appears in the log");
    }
  }

  private static ChildProcess serve(int media, int listener) {
    return ChildProcess.start(
        "srt-live-transmit",
        List.of(
            Tool.SRT_LIVE_TRANSMIT.path(),
            "-q",
            "udp://127.0.0.1:" + media,
            "srt://127.0.0.1:" + listener + "?mode=listener&" + SECRET));
  }

  private static void awaitCalls(FairleadNode node, int calls) {
    Eventually.holds(
        "the node calls",
        PATIENCE,
        () -> node.metric("fairlead_srt_connections_called_total") >= calls,
        node::log);
  }

  /** Packets are counted now and then: more than before means that they come. */
  private static void awaitReceived(FairleadNode node) {
    double before = node.metric("fairlead_srt_bytes_in_total");
    Eventually.holds(
        "media comes",
        PATIENCE,
        () -> node.metric("fairlead_srt_bytes_in_total") > before + 200_000,
        node::log);
  }

  @Test
  void sendsToAListenerWhileTheBroadcastIsLiveAndAgainAfterItWasGone() {
    int listener = freePort();
    String url = "srt://127.0.0.1:" + listener + "?mode=listener&" + SECRET;
    String[] key = new String[1];
    try (FairleadNode node =
        FairleadNode.startKnowing(
            channel -> {
              key[0] = channel.key();
              return List.of(
                  "srt.push="
                      + channel.playbackId()
                      + "=srt://localhost:"
                      + listener
                      + "?streamid=a%2Cb&"
                      + SECRET);
            })) {
      Eventually.pause(1_500);
      assertTrue(node.metric("fairlead_srt_calls_timed_out_total") == 0, "nothing is live");
      try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC_TS, node.srtUrl(key[0], ""))) {
        try (LiveTransmit receiving = LiveTransmit.receive(url)) {
          receiving.awaitBytes(300_000);
          receiving.assertUnbroken();
        }
        try (LiveTransmit receiving = LiveTransmit.receive(url)) {
          receiving.awaitBytes(300_000);
          receiving.assertUnbroken();
        }
        assertTrue(pushing.isAlive(), pushing::text);
      }
    }
  }

  private static int freePort() {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
