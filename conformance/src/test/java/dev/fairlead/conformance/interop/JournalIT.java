package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever was let in is in the log of record once, and ends once, though the node was killed. */
class JournalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int COMERS = 4;
  private static final int ROUNDS = 2;

  @Test
  void aKilledNodeHasEverySessionThatItLetInOnceAndTheNextOneEndsThem() throws Exception {
    long seed = Long.getLong("journal.seed", 20_300_101L);
    Random random = new Random(seed);
    Crowd crowd = new Crowd();
    FairleadNode node = FairleadNode.start("segment.min_ms=1000");
    try {
      for (int round = 0; round < ROUNDS; round++) {
        try (Pushing pushing = Pushing.startLooping(Clip.H264_AAC, node.pushUrl())) {
          node.awaitLive();
          crowd.comeTo(node);
          Eventually.pause(500 + random.nextInt(2_000));
          assertTrue(pushing.isAlive(), pushing::text);
          node.kill();
          crowd.leave();
        }
        node = FairleadNode.startAgain(node, "segment.min_ms=1000");
      }
      FairleadNode last = node;
      Eventually.holds(
          "the sessions of the killed node are ended",
          PATIENCE,
          () -> last.metric("fairlead_journal_sessions_recovered_total") > 0,
          last::log);
      // They are ended all in one go.
      Eventually.pause(500);

      Ledger ledger = Ledger.of(node.verb("journal", "cat"));
      assertTrue(node.verb("journal", "verify").contains("\"damaged\":0"));
      assertTrue(crowd.admitted.size() > 50, "only " + crowd.admitted.size() + ", seed " + seed);
      for (String agent : crowd.admitted) {
        assertEquals(1, ledger.beginnings.getOrDefault(agent, 0), agent + ", seed " + seed);
      }
      assertEquals(Set.of(), ledger.open, "seed " + seed);
      assertTrue(ledger.reasons.contains("node_lost"), ledger.reasons.toString());
    } finally {
      node.close();
    }
  }

  /** What the journal says. */
  private static final class Ledger {
    private final Map<String, Integer> beginnings = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private final Set<String> reasons = new HashSet<>();

    static Ledger of(String lines) throws IOException {
      Ledger ledger = new Ledger();
      Set<String> ids = new HashSet<>();
      Set<String> closed = new HashSet<>();
      JsonMapper json = new JsonMapper();
      for (String line : lines.lines().filter(each -> each.startsWith("{")).toList()) {
        JsonNode event = json.readTree(line);
        assertTrue(ids.add(event.path("event_id").asText()), "twice: " + line);
        assertFalse(event.path("tenant_id").asText().isBlank(), line);
        String session = event.path("session_id").asText();
        switch (event.path("action").asText()) {
          case "open" -> {
            ledger.beginnings.merge(event.path("agent").asText(), 1, Integer::sum);
            assertTrue(ledger.open.add(session), "began twice: " + line);
          }
          case "close" -> {
            assertTrue(closed.add(session), "ended twice: " + line);
            assertTrue(ledger.open.remove(session), "ended before it began: " + line);
            ledger.reasons.add(event.path("reason").asText());
          }
          default -> assertTrue(ledger.open.contains(session), "goes on: " + line);
        }
      }
      return ledger;
    }
  }

  /** Viewers who come one after another, some of whom stay, and who know who was let in. */
  private static final class Crowd {
    private final Queue<String> admitted = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> staying = new ConcurrentLinkedQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    void comeTo(FairleadNode node) {
      int port = node.httpPort();
      String path = "/live/" + node.playbackId() + ".flv";
      for (int i = 0; i < COMERS; i++) {
        threads.add(Thread.ofPlatform().daemon().start(() -> come(port, path)));
      }
    }

    private void come(int port, String path) {
      try {
        while (true) {
          String agent = "viewer-" + number.incrementAndGet();
          Socket socket = new Socket();
          staying.add(socket);
          socket.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
              (int) PATIENCE.toMillis());
          socket.setSoTimeout((int) PATIENCE.toMillis());
          String request =
              "GET " + path + " HTTP/1.1\r\nHost: node\r\nUser-Agent: " + agent + "\r\n\r\n";
          socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
          byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
          if (new String(answer, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
            admitted.add(agent);
          }
          if (number.get() % 4 != 0) {
            socket.close();
          }
          Eventually.pause(25);
        }
      } catch (IOException e) {
        // The node is gone, as it was to be.
      }
    }

    /** Waits until nobody comes any more. */
    void leave() throws InterruptedException {
      for (Thread thread : threads) {
        assertTrue(thread.join(PATIENCE));
      }
      threads.clear();
      for (Socket socket : staying) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      staying.clear();
    }
  }
}
