package dev.fairlead.media.broadcast;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.TenantId;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Sample;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One live run: a publisher, its tracks, its readers.
 *
 * <p>Belongs to its owner, the executor of its publisher; {@link #subscribe} and the getters that
 * say so may be called by any thread. The owner changes only when another publisher takes over or
 * resumes: work that was sent to the old owner is passed on to the new one.
 */
public final class Broadcast {
  /**
   * A connected publisher that was not heard for so long has lost its connection without the node
   * being told, as when its network changed: encoders send several times a second, and try again
   * after two seconds or more.
   */
  public static final long SILENT_NS = 3_000_000_000L;

  private final BroadcastRegistry registry;
  private final BroadcastKey key;
  private final TenantId tenant;
  private final String id = UUID.randomUUID().toString();
  private final BroadcastLimits limits;
  private final CounterSet<BroadcastCounter> counters;

  private volatile Executor owner;
  private volatile State state = State.WAITING;
  private volatile long resumeDeadlineNs;
  private volatile List<Track> publicTracks = List.of();

  // Owner side.
  private final Timeline timeline;
  private final GopCache gop;
  private final ArrayList<Track> tracks = new ArrayList<>();
  private final ArrayList<LoopMailbox> mailboxes = new ArrayList<>();
  private @Nullable Publisher publisher;
  private int leadTrackId;
  private int lastTrackId;
  private long heardNs = PublisherClaim.TIME_UNSET;

  /** Whether somebody publishes. */
  public enum State {
    /** Claimed, not yet granted. */
    WAITING,
    /** A publisher is connected. */
    LIVE,
    /** The publisher went away and may return. */
    SUSPENDED,
    /** Over, for good. */
    ENDED
  }

  Broadcast(
      BroadcastRegistry registry,
      BroadcastKey key,
      TenantId tenant,
      BroadcastLimits limits,
      CounterSet<BroadcastCounter> counters,
      Executor owner) {
    this.registry = registry;
    this.key = key;
    this.tenant = tenant;
    this.limits = limits;
    this.counters = counters;
    this.owner = owner;
    timeline = new Timeline(counters);
    gop = new GopCache(limits, counters);
  }

  // Any thread.

  /** Where admissions point. */
  public BroadcastKey key() {
    return key;
  }

  /** Who owns it. */
  public TenantId tenant() {
    return tenant;
  }

  /** Names this run, apart from earlier and later ones under the same key. */
  public String id() {
    return id;
  }

  /** The state at some moment during the call. */
  public State state() {
    return state;
  }

  /** The track versions in force at some moment during the call. */
  public List<Track> tracks() {
    return publicTracks;
  }

  /**
   * Adds a reader. Any thread.
   *
   * @param subscriber called on {@code executor} only
   * @param executor the reader's event loop: one mailbox and one wake-up serve all readers that
   *     name the same one
   * @return its place; a broadcast that is over calls {@link Subscriber#ended} without a start
   */
  public Subscription subscribe(Subscriber subscriber, Executor executor) {
    Subscription subscription = new Subscription(this, subscriber, executor);
    execute(() -> join(subscription));
    return subscription;
  }

  /** Ends the broadcast and lets go of its publisher. Any thread. */
  public void stop(EndReason reason) {
    execute(
        () -> {
          Publisher current = publisher;
          end(reason);
          if (current != null) {
            current.evict(PublisherListener.Eviction.STOPPED);
          }
        });
  }

  /** Runs {@code task} on the owner, whoever that is by then. Any thread. */
  @SuppressWarnings("ReferenceEquality") // An executor is known by identity.
  void execute(Runnable task) {
    Executor target = owner;
    target.execute(
        () -> {
          if (owner == target) {
            task.run();
          } else {
            execute(task);
          }
        });
  }

  void leave(Subscription subscription) {
    execute(() -> depart(subscription));
  }

  /** Ends it when nobody came back in time. Any thread. */
  void advance(long nowNs) {
    if (state == State.SUSPENDED && resumeDeadlineNs - nowNs <= 0) {
      execute(
          () -> {
            if (state == State.SUSPENDED && resumeDeadlineNs - nowNs <= 0) {
              end(EndReason.PUBLISHER_LOST);
            }
          });
    }
  }

  // Owner side: publishers.

  /** Decides on {@code claim} and answers it on its own executor. */
  void claim(PublisherClaim claim) {
    switch (state) {
      case WAITING -> {
        counters.increment(BroadcastCounter.BROADCASTS_STARTED);
        grant(claim, false);
        registry.announceStarted(this);
      }
      case SUSPENDED -> {
        counters.increment(BroadcastCounter.PUBLISHER_RESUMED);
        grant(claim, true);
      }
      case LIVE -> {
        if (claim.takeover() || isSilentAt(claim.nowNs())) {
          counters.increment(BroadcastCounter.PUBLISHER_REPLACED);
          Publisher current = publisher;
          assert current != null : "a live broadcast has a publisher";
          publisher = null;
          current.evict(PublisherListener.Eviction.REPLACED);
          grant(claim, true);
        } else {
          counters.increment(BroadcastCounter.PUBLISHER_CONFLICT);
          claim.executor().execute(claim.listener()::refused);
        }
      }
      case ENDED -> registry.claim(key, tenant, claim);
    }
  }

  private boolean isSilentAt(long nowNs) {
    return nowNs != PublisherClaim.TIME_UNSET
        && heardNs != PublisherClaim.TIME_UNSET
        && nowNs - heardNs >= SILENT_NS;
  }

  private void grant(PublisherClaim claim, boolean resumed) {
    timeline.startPublisher();
    heardNs = PublisherClaim.TIME_UNSET;
    Publisher next = new Publisher(this, claim.listener(), claim.executor());
    publisher = next;
    state = State.LIVE;
    // Nothing of the owner's side is touched here after this line: it belongs to the new owner,
    // who sees what was written before through its executor's queue.
    owner = claim.executor();
    claim.executor().execute(() -> claim.listener().granted(next, resumed));
  }

  void heard(long nowNs) {
    heardNs = nowNs;
  }

  boolean isPublishedBy(Publisher candidate) {
    return publisher == candidate;
  }

  /** The publisher's connection is lost: waits for it, or ends at once without grace. */
  void suspend(long nowNs) {
    publisher = null;
    if (limits.graceNs() == 0) {
      end(EndReason.PUBLISHER_LOST);
    } else {
      resumeDeadlineNs = nowNs + limits.graceNs();
      state = State.SUSPENDED;
    }
  }

  void end(EndReason reason) {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    publisher = null;
    gop.clear();
    for (LoopMailbox mailbox : mailboxes) {
      mailbox.offerControl(new LoopMailbox.Ended(reason));
      mailbox.wake();
    }
    mailboxes.clear();
    counters.increment(BroadcastCounter.BROADCASTS_ENDED);
    registry.announceEnded(this, reason);
  }

  // Owner side: tracks and samples.

  Track addTrack(TrackFormat format, String language) {
    // A publisher that resumes gets its old track numbers back, so that readers go on: those of the
    // very same format first, since renditions may come in another order.
    int index = leftBehind(format, language, true);
    if (index < 0) {
      index = leftBehind(format, language, false);
    }
    if (index >= 0) {
      Track old = tracks.get(index);
      return old.format().equals(format) ? old : replaceTrack(index, old.withFormat(format));
    }
    lastTrackId++;
    Track track = new Track(lastTrackId, 0, format, language);
    tracks.add(track);
    tracksChanged(new LoopMailbox.TrackNews(track, false));
    return track;
  }

  /** The first track that fits and that no publisher owns now, or a negative number. */
  private int leftBehind(TrackFormat format, String language, boolean same) {
    Publisher current = publisher;
    for (int i = 0; i < tracks.size() && current != null; i++) {
      Track old = tracks.get(i);
      if (!current.owns(old.id())
          && old.kind() == format.codec().kind()
          && old.language().equals(language)
          && (!same || old.format().equals(format))) {
        return i;
      }
    }
    return Integer.MIN_VALUE;
  }

  Track changeFormat(Track track, TrackFormat format) {
    for (int i = 0; i < tracks.size(); i++) {
      if (tracks.get(i).id() == track.id()) {
        return tracks.get(i).format().equals(format)
            ? tracks.get(i)
            : replaceTrack(i, tracks.get(i).withFormat(format));
      }
    }
    throw new IllegalArgumentException("no such track: " + track);
  }

  private Track replaceTrack(int index, Track next) {
    tracks.set(index, next);
    tracksChanged(new LoopMailbox.TrackNews(next, false));
    return next;
  }

  void endTrack(Track track) {
    if (tracks.removeIf(candidate -> candidate.id() == track.id())) {
      tracksChanged(new LoopMailbox.TrackNews(track, true));
    }
  }

  /** Ends the tracks that a resuming publisher did not bring back. */
  void endTracksNotOwnedBy(Publisher candidate) {
    for (Track track : List.copyOf(tracks)) {
      if (!candidate.owns(track.id())) {
        endTrack(track);
      }
    }
  }

  private void tracksChanged(LoopMailbox.TrackNews news) {
    publicTracks = List.copyOf(tracks);
    leadTrackId = leadTrack();
    gop.lead(leadTrackId);
    for (LoopMailbox mailbox : mailboxes) {
      mailbox.offerControl(news);
    }
  }

  private int leadTrack() {
    for (Track track : tracks) {
      if (track.kind() == MediaKind.VIDEO) {
        return track.id();
      }
    }
    return tracks.isEmpty() ? 0 : tracks.getFirst().id();
  }

  /** Takes over one reference to {@code payload}. */
  void publish(
      Track track, long rawTicks, int ctsOffsetTicks, int flags, long wallNs, ByteBuf payload) {
    timeline.place(track, rawTicks, wallNs);
    int allFlags = timeline.discontinuity() ? flags | Sample.DISCONTINUITY : flags;
    Sample sample =
        new Sample(track, timeline.dtsTicks(), ctsOffsetTicks, allFlags, wallNs, payload);
    try {
      counters.increment(BroadcastCounter.SAMPLES_IN);
      counters.add(BroadcastCounter.BYTES_IN, sample.payloadBytes());
      gop.add(sample);
      boolean leading = track.id() == leadTrackId;
      for (int i = 0; i < mailboxes.size(); i++) {
        mailboxes.get(i).offer(sample, leading);
      }
    } finally {
      sample.release();
    }
  }

  void flush() {
    for (int i = 0; i < mailboxes.size(); i++) {
      mailboxes.get(i).wake();
    }
  }

  // Owner side: readers.

  private void join(Subscription subscription) {
    if (subscription.left) {
      return;
    }
    subscription.joined = true;
    if (state == State.ENDED) {
      subscription.executor().execute(() -> subscription.subscriber().ended(EndReason.UNPUBLISHED));
      return;
    }
    List<Sample> samples = gop.retainedSnapshot();
    mailbox(subscription.executor())
        .join(new LoopMailbox.Join(subscription, tracksAtStart(samples), samples));
  }

  private List<Track> tracksAtStart(List<Sample> samples) {
    ArrayList<Track> versions = new ArrayList<>(tracks);
    for (int i = samples.size() - 1; i >= 0; i--) {
      Track older = samples.get(i).track();
      versions.replaceAll(track -> track.id() == older.id() ? older : track);
    }
    return List.copyOf(versions);
  }

  private void depart(Subscription subscription) {
    subscription.left = true;
    if (!subscription.joined || state == State.ENDED) {
      return;
    }
    LoopMailbox mailbox = mailbox(subscription.executor());
    if (mailbox.leave()) {
      mailboxes.remove(mailbox);
      // What still waits there is released by a last look.
      mailbox.wake();
    }
  }

  private LoopMailbox mailbox(Executor executor) {
    for (LoopMailbox mailbox : mailboxes) {
      if (mailbox.serves(executor)) {
        return mailbox;
      }
    }
    LoopMailbox mailbox = new LoopMailbox(executor, limits, counters);
    mailboxes.add(mailbox);
    return mailbox;
  }
}
