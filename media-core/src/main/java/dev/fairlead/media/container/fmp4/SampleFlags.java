package dev.fairlead.media.container.fmp4;

import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;

/** {@code sample_flags} of a fragment (ISO/IEC 14496-12:2022 §8.8.3.1). */
public final class SampleFlags {
  /** sample_depends_on 2: needs no other sample. */
  public static final int SYNC = 2 << 24;

  /** sample_depends_on 1 and sample_is_non_sync_sample. */
  public static final int NON_SYNC = 1 << 24 | 1 << 16;

  /** sample_is_depended_on 2: no other sample needs it. */
  public static final int DISPOSABLE = 2 << 22;

  private SampleFlags() {}

  /** What the bus knows of {@code sample}. */
  public static int of(Sample sample) {
    if (sample.track().kind() == MediaKind.AUDIO || sample.isRandomAccess()) {
      return SYNC;
    }
    return (sample.flags() & Sample.DISPOSABLE) != 0 ? NON_SYNC | DISPOSABLE : NON_SYNC;
  }
}
