package dev.fairlead.conformance.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What comes out of each output is what ffmpeg pushed in by SRT, sample by sample: bytes, order,
 * times.
 */
class SrtCopyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Readers come while the first groups of pictures are sent. */
  private static final int JOIN_SECONDS = 3;

  /**
   * Without it ffmpeg closes its socket over the last packets that it has not sent yet: libsrt's
   * own listener misses the same two pictures then. The latency, here in microseconds, is time for
   * a machine that is busy with all the readers: what comes too late is lost by design.
   */
  private static final String UNTIL_ALL_IS_SENT = "&linger=5&latency=2000000";

  private static final long MILLISECOND_MICROS = 1_000;

  @Test
  void nothingIsAlteredLostOrDoubledInH264WithBPicturesAndAac() {
    assertCopies(Clip.H264_AAC_TS, Pulling.h264(), List.of(Output.values()));
  }

  @Test
  void nothingIsAlteredLostOrDoubledInHevc() {
    assertCopies(
        Clip.HEVC_AAC_TS,
        Pulling.hevc(),
        List.of(Output.SRT, Output.TS, Output.HLS_TS, Output.MP4, Output.HLS, Output.DASH));
  }

  private static void assertCopies(Clip clip, List<String> filters, List<Output> outputs) {
    MediaDump reference;
    try (Pulling file =
        Pulling.start("the clip", List.of(), clip.file().toString(), withSound(filters, true))) {
      reference = file.awaitEnd(PATIENCE);
    }
    int least = (clip.seconds() - JOIN_SECONDS) * Clip.FRAMES_PER_SECOND;
    try (FairleadNode node = FairleadNode.startTrackingLeaks("publish.grace_ms=0");
        Pushing pushing =
            Pushing.start(
                clip, node.srtUrl("#!::m=publish,r=" + node.streamKey(), UNTIL_ALL_IS_SENT));
        Readers readers = new Readers()) {
      node.awaitLive();
      for (Output output : outputs) {
        readers.add(
            output.name(),
            () -> {
              output
                  .read(node, withSound(filters, output.isTransport()), PATIENCE)
                  .assertEndsAs(reference, output.name(), least, 2 * MILLISECOND_MICROS);
              return null;
            });
      }
      pushing.awaitExit(PATIENCE);
      readers.awaitAll(PATIENCE);
    }
  }

  private static List<String> withSound(List<String> filters, boolean transport) {
    List<String> all = new ArrayList<>(filters);
    if (transport) {
      all.addAll(List.of("-bsf:a", "aac_adtstoasc"));
    }
    return all;
  }
}
