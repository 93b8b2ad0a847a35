package dev.fairlead.media.broadcast;

import java.util.ArrayList;
import java.util.List;

/** Keeps the write end and writes down what it was told. */
final class RecordingPublisherListener implements PublisherListener {
  final List<String> calls = new ArrayList<>();
  Publisher publisher;

  @Override
  public void granted(Publisher granted, boolean resumed) {
    publisher = granted;
    calls.add(resumed ? "resumed" : "granted");
  }

  @Override
  public void refused() {
    calls.add("refused");
  }

  @Override
  public void evicted(Eviction reason) {
    calls.add("evicted " + reason);
  }
}
