package dev.fairlead.media.broadcast;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.SpscUnboundedAtomicArrayQueue;

/**
 * Carries one broadcast to all its subscribers on one executor.
 *
 * <p>Two confinements meet here: methods under <em>owner side</em> are called by the broadcast's
 * owner only, those under <em>reader side</em> run on the reader's executor only. What waits is
 * retained by this class and released once it was handed out. Samples are bounded; joins and
 * endings always pass.
 */
final class LoopMailbox implements Runnable {
  /** Entries per chunk of the queue: about two seconds of pictures and sound. */
  private static final int QUEUE_CHUNK = 128;

  private final Executor executor;
  private final BroadcastLimits limits;
  private final CounterSet<BroadcastCounter> counters;
  private final SpscUnboundedAtomicArrayQueue<Object> queue =
      new SpscUnboundedAtomicArrayQueue<>(QUEUE_CHUNK);
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicLong waitingBytes = new AtomicLong();

  // Owner side.
  private int members;
  private int dropped;

  // Reader side.
  private final List<Subscription> subscriptions = new ArrayList<>();

  LoopMailbox(Executor executor, BroadcastLimits limits, CounterSet<BroadcastCounter> counters) {
    this.executor = executor;
    this.limits = limits;
    this.counters = counters;
  }

  // Owner side.

  @SuppressWarnings("ReferenceEquality") // An executor is known by identity.
  boolean serves(Executor other) {
    return executor == other;
  }

  /** Counts a member in; it is called from {@code join.snapshot} on. */
  void join(Join join) {
    members++;
    queue.offer(join);
    wake();
  }

  /** Counts a member out and tells whether it was the last. */
  boolean leave() {
    members--;
    return members == 0;
  }

  /** Retains and appends {@code sample}, or leaves it out when the reader is too far behind. */
  void offer(Sample sample, boolean leading) {
    if (dropped > 0 || isFull(sample)) {
      if (isFull(sample) || !leading || !sample.isRandomAccess()) {
        dropped++;
        counters.increment(BroadcastCounter.MAILBOX_DROPPED);
        return;
      }
      queue.offer(new Skipped(dropped));
      dropped = 0;
    }
    waitingBytes.addAndGet(sample.payloadBytes());
    queue.offer(sample.retain());
  }

  private boolean isFull(Sample sample) {
    return queue.size() >= limits.mailboxMaxSamples()
        || waitingBytes.get() + sample.payloadBytes() > limits.mailboxMaxBytes();
  }

  /** Appends something that is never left out: a {@link TrackNews} or an {@link Ended}. */
  void offerControl(Object control) {
    queue.offer(control);
  }

  /** Makes the reader look, at most once for all that was appended since it last looked. */
  void wake() {
    if (!queue.isEmpty() && woken.compareAndSet(false, true)) {
      executor.execute(this);
    }
  }

  // Reader side.

  @Override
  public void run() {
    // Cleared first: what is appended from here on wakes again, so nothing is missed.
    woken.set(false);
    Object entry;
    while ((entry = queue.poll()) != null) {
      switch (entry) {
        case Sample sample -> deliver(sample);
        case Join join -> start(join);
        case TrackNews news -> each(subscriber -> news.tell(subscriber));
        case Skipped skipped -> each(subscriber -> subscriber.skipped(skipped.samples()));
        case Ended ended -> end(ended.reason());
        default -> throw new IllegalStateException("unknown entry " + entry);
      }
    }
    each(Subscriber::flush);
  }

  private void deliver(Sample sample) {
    waitingBytes.addAndGet(-sample.payloadBytes());
    try {
      for (int i = 0; i < subscriptions.size(); i++) {
        Subscription subscription = subscriptions.get(i);
        if (subscription.isCancelled()) {
          continue;
        }
        try {
          subscription.subscriber().sample(sample);
        } catch (RuntimeException e) {
          fail(subscription, e);
        }
      }
    } finally {
      sample.release();
    }
    sweep();
  }

  private void start(Join join) {
    Subscription subscription = join.subscription();
    try {
      if (subscription.isCancelled()) {
        return;
      }
      subscriptions.add(subscription);
      Subscriber subscriber = subscription.subscriber();
      try {
        subscriber.started(join.tracks());
        for (Sample sample : join.samples()) {
          if (subscription.isCancelled()) {
            break;
          }
          subscriber.sample(sample);
        }
      } catch (RuntimeException e) {
        fail(subscription, e);
      }
    } finally {
      join.release();
    }
    sweep();
  }

  private void end(EndReason reason) {
    each(subscriber -> subscriber.ended(reason));
    subscriptions.clear();
  }

  private void each(Call call) {
    for (int i = 0; i < subscriptions.size(); i++) {
      Subscription subscription = subscriptions.get(i);
      if (!subscription.isCancelled()) {
        try {
          call.on(subscription.subscriber());
        } catch (RuntimeException e) {
          fail(subscription, e);
        }
      }
    }
    sweep();
  }

  private void fail(Subscription subscription, RuntimeException cause) {
    counters.increment(BroadcastCounter.SUBSCRIBER_FAILED);
    subscription.cancel();
    subscription.subscriber().failed(cause);
  }

  private void sweep() {
    for (int i = subscriptions.size() - 1; i >= 0; i--) {
      if (subscriptions.get(i).isCancelled()) {
        subscriptions.remove(i);
      }
    }
  }

  private interface Call {
    void on(Subscriber subscriber);
  }

  /** A subscriber comes in with what it needs to start. Owns one reference to each sample. */
  record Join(Subscription subscription, List<Track> tracks, List<Sample> samples) {
    void release() {
      for (Sample sample : samples) {
        sample.release();
      }
    }
  }

  /** A track changed, or ended when {@code over}. */
  record TrackNews(Track track, boolean over) {
    void tell(Subscriber subscriber) {
      if (over) {
        subscriber.trackEnded(track);
      } else {
        subscriber.trackChanged(track);
      }
    }
  }

  /** Samples were left out here. */
  record Skipped(int samples) {}

  /** Nothing follows. */
  record Ended(EndReason reason) {}
}
