package dev.fairlead.control.api;

import dev.fairlead.media.session.TenantId;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Changes of streams for one subscription of GraphQL. What nobody asked for yet is left out: the
 * next change tells the state as it is then.
 */
final class StreamUpdates implements Publisher<StreamResource.StreamView> {
  private final LiveFeed feed;
  private final TenantId tenant;
  private final @Nullable String only;

  /**
   * @param feed tells
   * @param tenant whose streams
   * @param only that stream, null for all
   */
  StreamUpdates(LiveFeed feed, TenantId tenant, @Nullable String only) {
    this.feed = feed;
    this.tenant = tenant;
    this.only = only;
  }

  @Override
  public void subscribe(Subscriber<? super StreamResource.StreamView> subscriber) {
    Listening listening = new Listening(subscriber);
    subscriber.onSubscribe(listening);
    feed.add(listening);
  }

  private final class Listening implements Subscription, LiveFeed.Listener {
    private final Subscriber<? super StreamResource.StreamView> subscriber;
    private final AtomicLong wanted = new AtomicLong();

    Listening(Subscriber<? super StreamResource.StreamView> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public TenantId tenant() {
      return tenant;
    }

    @Override
    public void changed(StreamResource.StreamView stream) {
      if ((only == null || only.equals(stream.id()))
          && wanted.getAndUpdate(left -> left > 0 && left < Long.MAX_VALUE ? left - 1 : left) > 0) {
        subscriber.onNext(stream);
      }
    }

    @Override
    public void deleted(String streamId) {
      if (streamId.equals(only)) {
        cancel();
        subscriber.onComplete();
      }
    }

    @Override
    public void request(long count) {
      wanted.updateAndGet(left -> left + count < 0 ? Long.MAX_VALUE : left + count);
    }

    @Override
    public void cancel() {
      feed.remove(this);
    }
  }
}
