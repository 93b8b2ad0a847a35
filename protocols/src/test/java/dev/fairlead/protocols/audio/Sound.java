package dev.fairlead.protocols.audio;

import dev.fairlead.media.bridge.AudioDecoder;
import dev.fairlead.media.bridge.PcmBuffer;
import dev.fairlead.media.track.AudioFormat;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a player hears that plays each packet at the time it states: stereo at 48 kHz from the
 * timeline's beginning on, silence where nothing was.
 */
final class Sound {
  static final int HZ = 48_000;

  /** The bed is at 0.05, the beeps are at 0.6. */
  private static final float BEEP_LEVEL = 0.3f;

  private static final int QUIET_TICKS = HZ / 4;

  private float[] left = new float[HZ];
  private float[] right = new float[HZ];
  private int ticks;

  /** Decodes packets of one track. */
  static Sound of(List<BridgeRig.Packet> packets) {
    Sound sound = new Sound();
    PcmBuffer pcm = new PcmBuffer();
    try (AudioDecoder decoder =
        BridgeRig.CODECS.decoder((AudioFormat) packets.getFirst().track().format())) {
      for (BridgeRig.Packet packet : packets) {
        int heldTicks = decoder.delayTicks();
        decoder.decode(Unpooled.wrappedBuffer(packet.bytes()), pcm);
        float[] pairs = new float[pcm.ticks() * PcmBuffer.CHANNELS];
        pcm.take(pairs);
        sound.put((int) Math.round(packet.seconds() * HZ) - heldTicks, pairs);
      }
    }
    return sound;
  }

  /** Values of a file: left and right in turn. */
  static Sound of(float[] pairs) {
    Sound sound = new Sound();
    sound.put(0, pairs);
    return sound;
  }

  private void put(int at, float[] pairs) {
    int end = at + pairs.length / 2;
    if (end > left.length) {
      left = Arrays.copyOf(left, end * 2);
      right = Arrays.copyOf(right, end * 2);
    }
    for (int i = 0; i < pairs.length / 2; i++) {
      if (at + i >= 0) {
        left[at + i] = pairs[2 * i];
        right[at + i] = pairs[2 * i + 1];
      }
    }
    ticks = Math.max(ticks, end);
  }

  /** The same, moved towards the beginning. */
  Sound earlier(double seconds) {
    int from = (int) Math.round(seconds * HZ);
    float[] pairs = new float[(ticks - from) * 2];
    for (int i = 0; i < ticks - from; i++) {
      pairs[2 * i] = left[from + i];
      pairs[2 * i + 1] = right[from + i];
    }
    return of(pairs);
  }

  /** The amplitude of a tone on the left within a span. */
  double left(double toneHz, double fromS, double toS) {
    return amplitude(left, toneHz, fromS, toS);
  }

  /** The amplitude of a tone on the right within a span. */
  double right(double toneHz, double fromS, double toS) {
    return amplitude(right, toneHz, fromS, toS);
  }

  /** Root mean square of all that is left of the left channel without a tone, over a span. */
  double rms(double fromS, double toS) {
    double sum = 0;
    int from = (int) (fromS * HZ);
    int to = (int) (toS * HZ);
    for (int i = from; i < to; i++) {
      sum += left[i] * left[i];
    }
    return Math.sqrt(sum / (to - from));
  }

  private static double amplitude(float[] side, double toneHz, double fromS, double toS) {
    int from = (int) (fromS * HZ);
    int to = (int) (toS * HZ);
    double cosine = 0;
    double sine = 0;
    for (int i = from; i < to; i++) {
      double angle = 2 * Math.PI * toneHz * i / HZ;
      cosine += side[i] * Math.cos(angle);
      sine += side[i] * Math.sin(angle);
    }
    return 2 * Math.hypot(cosine, sine) / (to - from);
  }

  /** When beeps begin, in seconds. */
  List<Double> beeps() {
    List<Double> onsets = new ArrayList<>();
    int lastLoud = -QUIET_TICKS;
    for (int i = 0; i < ticks; i++) {
      if (Math.abs(left[i]) > BEEP_LEVEL) {
        if (i - lastLoud >= QUIET_TICKS) {
          onsets.add((double) i / HZ);
        }
        lastLoud = i;
      }
    }
    return onsets;
  }
}
