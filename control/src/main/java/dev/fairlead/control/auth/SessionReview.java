package dev.fairlead.control.auth;

import dev.fairlead.control.session.LiveSession;
import dev.fairlead.control.session.SessionListener;
import dev.fairlead.control.session.SessionRegistry;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Revision;
import dev.fairlead.control.tenant.Changes;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks again at running sessions when something changed, and ends those that would not be let in
 * now. Any thread; the work is done on the executor, one change after another.
 */
public final class SessionReview implements Consumer<Changes.Change>, SessionListener {
  private static final Logger LOG = System.getLogger(SessionReview.class.getName());

  /** How long an admission that was decided before a change may take to become a session. */
  private static final long OVERTAKING_NS = 5_000_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  /** The reason under which sessions end. */
  static final String REVOKED = "access_revoked";

  private final StoreAccess access;
  private final SessionRegistry sessions;
  private final Database database;
  private final Revision revision;
  private final Executor executor;
  private final ConcurrentLinkedQueue<Changes.Change> pending = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();
  private final LongSupplier nanoTime;
  private volatile long changedNs = NEVER;

  /**
   * @param access judges
   * @param sessions are judged
   * @param database asked what other processes changed
   * @param revision tells that
   * @param executor may block
   * @param nanoTime monotonic time
   */
  public SessionReview(
      StoreAccess access,
      SessionRegistry sessions,
      Database database,
      Revision revision,
      Executor executor,
      LongSupplier nanoTime) {
    this.access = access;
    this.sessions = sessions;
    this.database = database;
    this.revision = revision;
    this.executor = executor;
    this.nanoTime = nanoTime;
  }

  @Override
  public void accept(Changes.Change change) {
    // At once: nobody is let in by what is over.
    access.forget(change);
    changedNs = nanoTime.getAsLong();
    pending.add(change);
    wake();
  }

  /** Looks whether another process changed something. Call about once a second, on any thread. */
  public void look() {
    executor.execute(
        () -> {
          try {
            if (database.read(revision::othersChanged)) {
              accept(new Changes.Change.OfAnything());
            }
          } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "the control store was not asked for changes", e);
          }
        });
    wake();
  }

  @Override
  public void opened(LiveSession session) {
    if (changedNs != NEVER && nanoTime.getAsLong() - changedNs < OVERTAKING_NS) {
      // It may have been decided before the change, and was not there when the others were judged.
      executor.execute(() -> review(session, new Changes.Change.OfAnything()));
    }
  }

  @Override
  public void closed(LiveSession session, String reason) {
    // Nothing is kept of it here.
  }

  private void wake() {
    if (!pending.isEmpty() && running.compareAndSet(false, true)) {
      executor.execute(this::run);
    }
  }

  private void run() {
    try {
      for (Changes.Change change = pending.poll(); change != null; change = pending.poll()) {
        review(change);
      }
    } finally {
      running.set(false);
    }
    // What came between the last look and the flag.
    wake();
  }

  private void review(Changes.Change change) {
    for (LiveSession session : sessions.all()) {
      boolean concerned =
          switch (change) {
            case Changes.Change.OfStream of -> session.opened().broadcast().equals(of.broadcast());
            case Changes.Change.OfTenant of -> session.opened().tenant().equals(of.tenant());
            case Changes.Change.OfAnything _ -> true;
          };
      if (concerned) {
        review(session, change);
      }
    }
  }

  private void review(LiveSession session, Changes.Change change) {
    PublishRequest publish = session.publishRequest();
    PlayRequest play = session.playRequest();
    if (publish != null) {
      access
          .reviewPublish(publish)
          .whenComplete(
              (answer, failure) -> {
                if (failure != null) {
                  again(change);
                } else if (answer instanceof PublishAdmission.Refused refused) {
                  end(session, refused.reason(), change);
                }
              });
    } else if (play != null) {
      access
          .reviewPlay(play)
          .whenComplete(
              (answer, failure) -> {
                if (failure != null) {
                  again(change);
                } else if (answer instanceof PlayAdmission.Refused refused) {
                  end(session, refused.reason(), change);
                }
              });
    }
  }

  private void end(LiveSession session, RefusalReason reason, Changes.Change change) {
    if (reason == RefusalReason.UNAVAILABLE) {
      again(change);
    } else {
      sessions.cut(session, REVOKED);
    }
  }

  /** The store did not say: the change is looked at again with the next look. */
  private void again(Changes.Change change) {
    if (!pending.contains(change)) {
      pending.add(change);
    }
  }
}
