package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes a clip over RTMP at its own pace, again and again, each picture stamped. One thread of
 * its own per publisher; {@link #close} from any.
 */
final class RtmpPublisher implements Runnable, AutoCloseable {
  /** How a publisher ends. */
  enum Farewell {
    /** Says so. */
    POLITE,
    /** Closes the connection. */
    DROPPED,
    /** Breaks the connection, so that the server sees an error. */
    RESET
  }

  private final RtmpUrl url;
  private final FlvClip clip;
  private volatile boolean stopped;
  private volatile Farewell farewell = Farewell.DROPPED;
  private volatile String failure = "";

  RtmpPublisher(RtmpUrl url, FlvClip clip) {
    this.url = url;
    this.clip = clip;
  }

  /** Begins on a thread of its own. */
  static RtmpPublisher start(String url, FlvClip clip) {
    RtmpPublisher publisher = new RtmpPublisher(RtmpUrl.parse(url), clip);
    Thread.ofPlatform().name("publisher").daemon().start(publisher);
    return publisher;
  }

  /** Complains when it ended early. */
  void requireRunning() throws IOException {
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
  }

  /** Why it ended early; empty while all is well. */
  String failure() {
    return failure;
  }

  /** Ends in that way, soon. */
  void leave(Farewell how) {
    farewell = how;
    stopped = true;
  }

  @Override
  public void close() {
    leave(Farewell.DROPPED);
  }

  @Override
  public void run() {
    try (RtmpClient client = new RtmpClient(url)) {
      client.publish();
      Thread.ofVirtual().start(client::drain);
      publish(client);
      switch (farewell) {
        case POLITE -> client.unpublish();
        case RESET -> client.breakOff();
        case DROPPED -> {}
      }
    } catch (IOException e) {
      failure = e.toString();
    }
  }

  private void publish(RtmpClient client) throws IOException {
    long startNs = System.nanoTime();
    int number = 0;
    for (long round = 0; !stopped; round++) {
      for (FlvClip.Tag tag : clip.tags()) {
        if (stopped) {
          return;
        }
        if (round > 0 && tag.isHeader()) {
          continue;
        }
        long timestampMs = round * clip.durationMs() + tag.timestampMs();
        waitUntil(startNs + TimeUnit.MILLISECONDS.toNanos(timestampMs));
        byte[] body = tag.body();
        if (tag.type() == FlvClip.VIDEO && !tag.isHeader()) {
          body = PictureStamp.stamped(body, number, System.nanoTime());
          number++;
        }
        client.tag(tag.type(), timestampMs, body);
      }
    }
  }

  private static void waitUntil(long deadlineNs) {
    for (long leftNs = deadlineNs - System.nanoTime();
        leftNs > 0;
        leftNs = deadlineNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }
}
