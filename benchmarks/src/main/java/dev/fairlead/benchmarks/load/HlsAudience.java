package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Viewers of HLS: each follows every rendition on a virtual thread and connection of its own. */
final class HlsAudience implements Audience {
  private final URI multivariant;
  private final boolean lowLatency;
  private final ViewerTally tally;
  private final List<HlsViewer> viewers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  HlsAudience(String url, boolean lowLatency, ViewerTally tally) {
    multivariant = URI.create(url);
    this.lowLatency = lowLatency;
    this.tally = tally;
  }

  @Override
  public void connect(int count, int perSecond) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      for (URI playlist : HlsViewer.renditions(multivariant)) {
        HlsViewer viewer = new HlsViewer(playlist, lowLatency, tally);
        viewers.add(viewer);
        threads.add(Thread.ofVirtual().start(viewer));
      }
      Thread.sleep(1_000 / perSecond);
    }
  }

  @Override
  public void close() {
    viewers.forEach(HlsViewer::close);
    threads.forEach(Thread::interrupt);
  }
}
