package dev.fairlead.conformance.interop;

import dev.fairlead.media.testkit.FlvTags;
import dev.fairlead.protocols.rtmp.testkit.RtmpTestPublisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Pushes tags of our own making at the speed of life. */
final class TagPushing implements AutoCloseable {
  private final List<FlvTags.Tag> tags;
  private final RtmpTestPublisher publisher;
  private final Thread thread;
  private volatile Throwable failure;

  /**
   * Begins to push.
   *
   * @param tags in order
   */
  TagPushing(List<FlvTags.Tag> tags, FairleadNode node) {
    this.tags = tags;
    try {
      publisher = RtmpTestPublisher.publish("127.0.0.1", node.rtmpPort(), node.streamKey());
    } catch (IOException e) {
      throw new AssertionError(e + "\n" + node.log(), e);
    }
    thread = Thread.ofPlatform().name("tag push").start(this::push);
  }

  /** The tags of a clip that is an FLV file. */
  static List<FlvTags.Tag> tagsOf(Clip clip) {
    try {
      return FlvTags.of(Files.readAllBytes(clip.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The clips one after the other on one clock, without a gap. */
  static List<FlvTags.Tag> inARow(Clip... clips) {
    List<FlvTags.Tag> all = new ArrayList<>();
    int shiftMs = 0;
    for (Clip clip : clips) {
      int offsetMs = shiftMs;
      tagsOf(clip).forEach(tag -> all.add(moved(tag, tag.timestampMs() + offsetMs)));
      shiftMs += clip.seconds() * 1_000;
    }
    return all;
  }

  private static FlvTags.Tag moved(FlvTags.Tag tag, int timestampMs) {
    return new FlvTags.Tag(tag.type(), timestampMs, tag.body());
  }

  /** The tags with each picture changed, in the order in which they are shown. */
  static List<FlvTags.Tag> withPictures(List<FlvTags.Tag> tags, UnaryOperator<FlvTags.Tag> change) {
    List<FlvTags.Tag> changed = new ArrayList<>(tags);
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      if (tags.get(i).isVideo() && tags.get(i).isLegacyMedia()) {
        shown.add(i);
      }
    }
    shown.sort(
        Comparator.comparingInt(i -> tags.get(i).timestampMs() + tags.get(i).compositionMs()));
    shown.forEach(i -> changed.set(i, change.apply(tags.get(i))));
    return changed;
  }

  private void push() {
    long startNs = System.nanoTime();
    try {
      for (FlvTags.Tag tag : tags) {
        long aheadMs = tag.timestampMs() - (System.nanoTime() - startNs) / 1_000_000;
        if (aheadMs > 0) {
          Thread.sleep(aheadMs);
        }
        publisher.tag(tag);
      }
      publisher.unpublish();
    } catch (IOException | InterruptedException e) {
      failure = e;
    }
  }

  /** Waits until all is sent and the server has heard the good-bye. */
  void awaitEnd(long timeoutMs) {
    try {
      thread.join(timeoutMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive() || failure != null) {
      throw new AssertionError("the push did not end: " + failure, failure);
    }
  }

  @Override
  public void close() throws IOException {
    publisher.close();
    thread.interrupt();
  }
}
