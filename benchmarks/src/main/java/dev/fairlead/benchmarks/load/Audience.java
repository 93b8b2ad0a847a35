package dev.fairlead.benchmarks.load;

import java.io.IOException;

/** Many viewers of one kind. Confined to the program's main thread. */
interface Audience extends AutoCloseable {
  /** Connects {@code count} viewers, so many a second. */
  void connect(int count, int perSecond) throws IOException, InterruptedException;

  @Override
  void close();

  /**
   * Makes one.
   *
   * @param kind {@code rtmp}, {@code flv}, {@code ts}, {@code hls} or {@code llhls}
   * @param url what they watch
   */
  static Audience of(String kind, String url, ViewerTally tally) {
    return switch (kind) {
      case "hls" -> new HlsAudience(url, false, tally);
      case "llhls" -> new HlsAudience(url, true, tally);
      default -> new ViewerPool(kind, url, tally);
    };
  }
}
