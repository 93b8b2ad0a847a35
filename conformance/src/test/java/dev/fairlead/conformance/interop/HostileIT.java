package dev.fairlead.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Peers that send garbage, lie, stall or come in crowds. Each test runs beside a broadcast and a
 * viewer of it, who must not lose a sample.
 */
class HostileIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MILLISECOND_MICROS = 1_000;
  private static final int LEAST_FRAMES = Clip.H264_AAC.frames() - 2 * Clip.FRAMES_PER_SECOND;

  /** As many as one process may open beside everything else on a small machine. */
  private static final int CROWD = 1_000;

  private static final int STALLED_VIEWERS = 100;
  private static final int SMALL_RECEIVE_BYTES = 4_096;

  /** Spread of the resident memory of a working virtual machine. */
  private static final long MAX_GROWTH_BYTES = 200L << 20;

  private static FairleadNode node;
  private static MediaDump reference;

  @BeforeAll
  static void start() {
    try (Pulling file =
        Pulling.start("the clip", List.of(), Clip.H264_AAC.file().toString(), Pulling.h264())) {
      reference = file.awaitEnd(PATIENCE);
    }
    node = FairleadNode.startTrackingLeaks("publish.grace_ms=0");
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void garbageHurtsNobodyElse() {
    whileABroadcastRuns(
        closer -> {
          for (int i = 0; i < 20; i++) {
            RawRtmp peer = open(closer);
            peer.write(RawRtmp.garbage(i, 4_000));
            assertTrue(peer.isClosedWithin(5_000), "garbage instead of a handshake is not closed");
          }
          for (int i = 0; i < 20; i++) {
            RawRtmp peer = open(closer).shakeHands();
            boolean taken = true;
            for (int j = 0; j < 50 && taken; j++) {
              taken = peer.write(RawRtmp.garbage(1_000 + 50 * i + j, 20_000));
            }
            assertTrue(peer.isClosedWithin(5_000), "garbage after the handshake is not closed");
          }
        });
  }

  @Test
  void aDeclarationOf16MiBHurtsNobodyElse() {
    long before = residentBytes();
    whileABroadcastRuns(
        closer -> {
          for (int i = 0; i < 50; i++) {
            RawRtmp peer = open(closer).shakeHands();
            peer.write(RawRtmp.declarationOf16MiB());
            peer.write(new byte[128]);
          }
          Eventually.pause(1_000);
        });
    assertGrowthIsBounded(before);
  }

  @Test
  void stalledHandshakesAreClosedAndHurtNobodyElse() {
    whileABroadcastRuns(
        closer -> {
          List<RawRtmp> peers = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            RawRtmp peer = open(closer);
            peer.write(new byte[] {3, 0, 0});
            peers.add(peer);
          }
          for (RawRtmp peer : peers) {
            assertTrue(peer.isClosedWithin(20_000), "a stalled handshake is not closed");
          }
        });
  }

  @Test
  void aCrowdOfConnectionsHurtsNobodyElse() {
    long before = residentBytes();
    whileABroadcastRuns(
        closer -> {
          for (int i = 0; i < CROWD; i++) {
            open(closer).write(new byte[] {3});
          }
          Eventually.pause(1_000);
        });
    assertGrowthIsBounded(before);
  }

  @Test
  void viewersThatStopReadingNeitherSlowTheNextNorGrowMemory() {
    long before = residentBytes();
    whileABroadcastRuns(
        closer -> {
          for (int i = 0; i < STALLED_VIEWERS; i++) {
            closer.add(new FlvReader(node.url("/live/ID.flv"), SMALL_RECEIVE_BYTES));
          }
          Eventually.pause(3_000);
        });
    assertGrowthIsBounded(before);
  }

  /** Pushes the clip to a reader that must get all of it, and does harm meanwhile. */
  private static void whileABroadcastRuns(Consumer<List<AutoCloseable>> harm) {
    List<AutoCloseable> peers = new ArrayList<>();
    node.awaitSilence();
    try (Pushing pushing = Pushing.start(Clip.H264_AAC, node.pushUrl())) {
      node.awaitLive();
      try (Pulling viewer =
          Pulling.start("viewer", List.of(), node.url("/live/ID.flv"), Pulling.h264())) {
        Eventually.holds("the viewer sees", PATIENCE, () -> viewer.seen() > 0, viewer::text);
        harm.accept(peers);
        pushing.awaitExit(PATIENCE);
        viewer
            .awaitEnd(PATIENCE)
            .assertEndsAs(reference, "viewer", LEAST_FRAMES, MILLISECOND_MICROS);
      }
    } finally {
      peers.forEach(HostileIT::close);
    }
    assertTrue(node.isAlive(), node::log);
  }

  private static RawRtmp open(List<AutoCloseable> closer) {
    RawRtmp peer = new RawRtmp(node.rtmpPort());
    closer.add(peer);
    return peer;
  }

  private static void close(AutoCloseable peer) {
    try {
      peer.close();
    } catch (Exception e) {
      System.err.println("closing: " + e);
    }
  }

  private static long residentBytes() {
    return ProcessMemory.residentBytes(node.pid());
  }

  private static void assertGrowthIsBounded(long before) {
    long growth = residentBytes() - before;
    System.out.println("resident memory grew by " + (growth >> 20) + " MiB");
    assertTrue(growth < MAX_GROWTH_BYTES, "resident memory grew by " + growth);
  }
}
