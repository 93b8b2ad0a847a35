package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.track.AudioFormat;
import dev.fairlead.media.track.DataFormat;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.media.track.VideoFormat;

/** The entry of {@code stsd} that says how samples are coded (ISO/IEC 14496-12:2022 §8.5.2). */
final class SampleEntry {
  private SampleEntry() {}

  static void write(BoxWriter box, TrackFormat format) {
    switch (format) {
      case VideoFormat video -> VisualSampleEntry.write(box, video);
      case AudioFormat audio -> AudioSampleEntry.write(box, audio);
      case DataFormat data ->
          throw new IllegalArgumentException("no track of its own for " + data.codec());
    }
  }
}
