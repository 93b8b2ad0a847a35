package dev.fairlead.protocols.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.broadcast.EndReason;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Viewers come, go, stop and resume at random; whatever each got is whole and in order. */
class FanOutChurnTest {
  private static final int STEPS = 1_000;
  private static final int FRAME_MS = 33;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void everyViewerGetsWholeGroupsOfPictures(long seed) {
    Random random = new Random(seed);
    EgressConfig config =
        new EgressConfig(
            random.nextBoolean() ? FlushWindow.PER_FRAME : new FlushWindow.Fixed(100),
            4,
            4_096,
            500,
            5_000,
            200);
    EgressRig rig = new EgressRig(config).withVideoAndSound();
    List<QueueingViewer> present = new ArrayList<>();
    List<QueueingViewer> all = new ArrayList<>();
    int version = 0;

    long ms = 0;
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(12)) {
        case 0, 1 -> {
          QueueingViewer viewer = new QueueingViewer();
          viewer.place = rig.join(viewer);
          present.add(viewer);
          all.add(viewer);
        }
        case 2 -> {
          if (!present.isEmpty()) {
            present.remove(random.nextInt(present.size())).leave();
          }
        }
        case 3 -> {
          if (!present.isEmpty()) {
            present.get(random.nextInt(present.size())).reading ^= true;
          }
        }
        case 4 -> {
          if (!present.isEmpty()) {
            present.get(random.nextInt(present.size())).place.pause(random.nextBoolean());
          }
        }
        case 5 -> {
          if (random.nextInt(50) == 0) {
            version++;
            rig.video =
                rig.publisher.changeFormat(rig.video, EgressRig.videoFormat(version % 100 + 1));
          }
        }
        default -> {
          ms += FRAME_MS;
          rig.pass(FRAME_MS);
          rig.sound(ms - 1);
          rig.video(ms, random.nextInt(20) == 0, new byte[] {1});
        }
      }
      present.forEach(QueueingViewer::drain);
      present.removeIf(viewer -> viewer.gone);
    }
    rig.close();
    all.forEach(QueueingViewer::leave);

    assertTrue(all.size() > 50, "viewers: " + all.size());
    assertEquals(0, rig.count(EgressCounter.VIEWERS_NOW));
    assertEquals(0, rig.count(EgressCounter.GROUPS_NOW));
    assertEquals(0, rig.count(EgressCounter.GROUP_FAILED));
    assertTrue(rig.count(EgressCounter.VIEWER_SKIPPED) > 0, "somebody skipped");
    for (QueueingViewer viewer : all) {
      viewer.check();
    }
  }

  /** A connection with a bounded queue that empties only while its peer reads. */
  private static final class QueueingViewer implements EgressViewer {
    private static final int HIGH_BYTES = 40;

    private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
    private final StringBuilder got = new StringBuilder();
    private int queuedBytes;
    boolean reading = true;
    boolean gone;
    Egress.Place place;

    @Override
    public boolean isWritable() {
      return queuedBytes < HIGH_BYTES;
    }

    @Override
    public void write(ByteBuf bytes) {
      queue.add(bytes);
      queuedBytes += bytes.readableBytes();
    }

    void drain() {
      boolean wasFull = !isWritable();
      while (reading && !queue.isEmpty()) {
        ByteBuf bytes = queue.poll();
        queuedBytes -= bytes.readableBytes();
        got.append(bytes.toString(StandardCharsets.US_ASCII));
        bytes.release();
      }
      if (wasFull && isWritable()) {
        place.writable();
      }
    }

    @Override
    public void ended(EndReason reason) {
      leave();
    }

    @Override
    public void stalled() {
      leave();
    }

    void leave() {
      gone = true;
      reading = true;
      if (place != null) {
        place.leave();
      }
      drain();
    }

    /**
     * Header first; then frame after frame of sound and picture, except that a key picture may
     * follow anything earlier; every key picture under the version last told.
     */
    void check() {
      if (got.isEmpty()) {
        return;
      }
      String[] units = got.toString().split("\\|");
      assertTrue(units[0].startsWith("H"), units[0]);
      long previousMs = -1;
      for (int i = 1; i < units.length; i++) {
        String unit = units[i];
        if (unit.startsWith("C") || unit.equals("E")) {
          continue;
        }
        long ms = Long.parseLong(unit.substring(2));
        boolean key = unit.startsWith("1k");
        if (i == 1) {
          assertTrue(key, "starts with " + unit);
        } else if (!key) {
          // Sound is one millisecond before its picture, pictures follow each other.
          long step = unit.startsWith("1") ? 1 : FRAME_MS - 1;
          assertEquals(previousMs + step, ms, unit + " in " + got);
        } else {
          assertTrue(ms > previousMs, unit + " after " + previousMs);
        }
        previousMs = ms;
      }
    }
  }
}
