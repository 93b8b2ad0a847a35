package dev.fairlead.media.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.Codec;
import dev.fairlead.media.track.CodecConfiguration;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The values that go in say where they belong, so what comes out can be held against the times that
 * it states, to the tick.
 */
class AudioBridgeTest {
  private static final int BLOCK = 1_024;

  /** Values count ticks; floats hold whole numbers up to here. */
  private static final int LAP = 1 << 23;

  private static final float SILENT = 0f;

  private final PlainCodecs codecs = new PlainCodecs();
  private final CounterSet<BridgeCounter> counters = new CounterSet<>(BridgeCounter.class);
  private final List<Packet> packets = new ArrayList<>();
  private final AudioBridge bridge =
      new AudioBridge(codecs, codecs.encoder(Codec.OPUS), counters, this::packet);

  private record Packet(long ptsTicks, boolean discontinuity, long wallClockNs, float[] values) {}

  private void packet(long ptsTicks, boolean discontinuity, long wallClockNs, ByteBuf payload) {
    float[] values = PlainCodecs.values(payload);
    payload.release();
    packets.add(new Packet(ptsTicks, discontinuity, wallClockNs, values));
  }

  @AfterEach
  void closesItsCodecs() {
    bridge.close();
    assertEquals(0, codecs.open);
  }

  private static Track track(int timescaleHz) {
    return new Track(
        1,
        0,
        new AudioFormat(
            Codec.AAC, timescaleHz, CodecConfiguration.NONE, "mp4a.40.2", 48_000, 2, BLOCK),
        "");
  }

  private void receive(Track track, long stated, long soundTicks, int count, int flags) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (soundTicks + i) % LAP + 1;
    }
    Sample sample =
        new Sample(
            track,
            stated,
            0,
            flags,
            stated * (1_000_000_000L / track.timescaleHz()),
            PlainCodecs.payload(values));
    bridge.receive(sample);
    sample.release();
  }

  private void sound(long fromTicks, int blocks) {
    for (int i = 0; i < blocks; i++) {
      long at = fromTicks + (long) i * BLOCK;
      receive(track(48_000), at, at, BLOCK, 0);
    }
  }

  /** Every value that is not silence is heard at the time it belongs to, give or take. */
  private void everythingIsHeardInTime(double toleranceTicks) {
    for (Packet packet : packets) {
      for (int i = 0; i < packet.values().length; i++) {
        if (packet.values()[i] != SILENT) {
          assertEquals(packet.ptsTicks() + i, packet.values()[i] - 1, toleranceTicks);
        }
      }
    }
  }

  @Test
  void whatIsHeardBelongsToTheTimeThatThePacketStates() {
    sound(96_000, 50);

    everythingIsHeardInTime(0);
    assertEquals(96_000 - PlainCodecs.DELAY, packets.getFirst().ptsTicks());
    for (int i = 1; i < packets.size(); i++) {
      assertEquals(PlainCodecs.FRAME, packets.get(i).ptsTicks() - packets.get(i - 1).ptsTicks());
    }
    assertEquals(50 * BLOCK / PlainCodecs.FRAME, packets.size());
  }

  @Test
  void nothingIsStatedBeforeTheTimelineBegins() {
    sound(0, 10);

    assertEquals(PlainCodecs.FRAME - PlainCodecs.DELAY, packets.getFirst().ptsTicks());
    everythingIsHeardInTime(0);
  }

  @Test
  void wallClockTimesFollowTheSound() {
    sound(48_000, 20);

    for (Packet packet : packets) {
      assertEquals(packet.ptsTicks() * 1_000_000_000L / 48_000, packet.wallClockNs(), 1_000_000);
    }
  }

  @Test
  void lostSoundIsSilenceInItsPlace() {
    sound(48_000, 10);
    sound(48_000 + 12 * BLOCK, 10);

    everythingIsHeardInTime(0);
    assertEquals(1, counters.value(BridgeCounter.GAP_FILLED));
    for (int i = 1; i < packets.size(); i++) {
      assertEquals(PlainCodecs.FRAME, packets.get(i).ptsTicks() - packets.get(i - 1).ptsTicks());
    }
  }

  @Test
  void aLongGapIsAGapInWhatComesOut() {
    sound(48_000, 10);
    sound(480_000, 10);

    everythingIsHeardInTime(0);
    assertEquals(1, counters.value(BridgeCounter.CLOCK_JUMPED));
    double heard = packets.stream().mapToLong(p -> count(p.values())).sum() / (20.0 * BLOCK);
    assertTrue(heard > 0.9, "hardly anything is lost: " + heard);
    assertTrue(
        packets.stream().anyMatch(p -> contains(p.values(), 48_000 + 10 * BLOCK)),
        "the last value before the gap is heard");
  }

  private static long count(float[] values) {
    long count = 0;
    for (float value : values) {
      count += value != SILENT ? 1 : 0;
    }
    return count;
  }

  private static boolean contains(float[] values, float wanted) {
    for (float value : values) {
      if (value == wanted) {
        return true;
      }
    }
    return false;
  }

  @Test
  void soundThatComesTwiceIsHeardOnce() {
    sound(48_000, 10);
    sound(48_000 + 9 * BLOCK, 10);

    everythingIsHeardInTime(0);
    assertEquals(1, counters.value(BridgeCounter.OVERLAP_CUT));
  }

  @Test
  void anInterruptionIsPassedOnOnce() {
    sound(48_000, 10);
    long at = 48_000 + 200_000;
    receive(track(48_000), at, at, BLOCK, Sample.DISCONTINUITY);
    sound(at + BLOCK, 10);

    List<Packet> interrupted = packets.stream().filter(Packet::discontinuity).toList();
    assertEquals(1, interrupted.size());
    assertEquals(at - PlainCodecs.DELAY, interrupted.getFirst().ptsTicks());
    everythingIsHeardInTime(0);
  }

  @Test
  void aSampleThatDoesNotDecodeLeavesSilence() {
    sound(48_000, 10);
    ByteBuf broken = PlainCodecs.payload(new float[] {1}).writeByte(0);
    Sample sample = new Sample(track(48_000), 48_000 + 10 * BLOCK, 0, 0, 0, broken);
    bridge.receive(sample);
    sample.release();
    sound(48_000 + 11 * BLOCK, 10);

    assertEquals(1, counters.value(BridgeCounter.UNDECODABLE));
    everythingIsHeardInTime(0);
  }

  @Test
  void aDecoderThatTakesNothingAnyMoreIsMadeAnew() {
    sound(48_000, 10);
    codecs.stuck = true;
    sound(48_000 + 10 * BLOCK, 5);
    codecs.stuck = false;
    sound(48_000 + 15 * BLOCK, 10);

    assertEquals(5, counters.value(BridgeCounter.UNDECODABLE));
    assertEquals(2, codecs.decoders);
    assertEquals(2, codecs.open, "one decoder, one encoder");
    everythingIsHeardInTime(0);
  }

  @Test
  void anotherVersionOfTheTrackGoesOn() {
    sound(48_000, 10);
    Track next = track(48_000).withFormat(track(1_000).format());
    for (int i = 0; i < 30; i++) {
      long at = 48_000 + (10L + i) * BLOCK;
      receive(next, Math.round(at / 48.0), at, BLOCK, 0);
    }

    everythingIsHeardInTime(48);
    assertEquals(0, counters.value(BridgeCounter.GAP_FILLED));
    assertEquals(2, codecs.open, "one decoder, one encoder");
  }

  @Test
  void soundWhoseClockRunsFastStaysInStep() {
    drift(500);
  }

  @Test
  void soundWhoseClockRunsSlowStaysInStep() {
    drift(-500);
  }

  /** Half an hour; a day of the clock alone is in {@link BridgeClockTest}. */
  private void drift(int ppm) {
    Track track = track(1_000);
    long frames = 1_800L * 48_000 / BLOCK;
    for (long frame = 0; frame < frames; frame++) {
      long stated = 48_000 + frame * BLOCK + frame * BLOCK * ppm / 1_000_000;
      // What the sound is of is counted by the stated time too: it is what a clapper would show.
      float[] values = new float[BLOCK];
      for (int i = 0; i < BLOCK; i++) {
        values[i] = (stated + i) % LAP + 1;
      }
      Sample sample =
          new Sample(track, Math.round(stated / 48.0), 0, 0, 0, PlainCodecs.payload(values));
      bridge.receive(sample);
      sample.release();
      if (frame % 500 == 0) {
        stayInStep();
      }
    }
    stayInStep();
    assertEquals(0, counters.value(BridgeCounter.GAP_FILLED));
    assertEquals(0, counters.value(BridgeCounter.OVERLAP_CUT));
    assertTrue(counters.value(BridgeCounter.CLOCK_CORRECTED) > 40_000);
  }

  private void stayInStep() {
    assertFalse(packets.isEmpty());
    for (Packet packet : packets) {
      float[] values = packet.values();
      boolean passesLap = values[PlainCodecs.FRAME - 1] < values[0] + PlainCodecs.FRAME / 2f;
      for (int i = 0; i < PlainCodecs.FRAME && !passesLap; i++) {
        long off = Math.floorMod((long) values[i] - 1 - packet.ptsTicks() - i, (long) LAP);
        assertTrue(
            values[i] == SILENT || Math.min(off, LAP - off) < 5 * 48, "off by " + off + " ticks");
      }
    }
    packets.clear();
  }
}
