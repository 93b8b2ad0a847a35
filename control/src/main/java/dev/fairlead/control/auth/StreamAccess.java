package dev.fairlead.control.auth;

import dev.fairlead.media.session.AccessPolicy;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.RefusalReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Admits publishers by their stream key and viewers by playback id; whoever knows a playback id may
 * watch. Any thread; answers at once, from the book at hand.
 */
public final class StreamAccess implements AccessPolicy {
  private static final String UNKNOWN_KEY =
      "No stream has this key. Check that it was copied whole: it begins with sk_ and has 31"
          + " characters.";
  private static final String UNKNOWN_PLAYBACK_ID =
      "There is no broadcast under this address. Check that it was copied whole.";

  private static final String CLOSING = "This server is shutting down; try again in a moment.";

  private final boolean takeover;
  private volatile boolean closing;
  private volatile StreamBook book;

  /**
   * @param book who is known
   * @param takeover whether a second publisher replaces the first
   */
  public StreamAccess(StreamBook book, boolean takeover) {
    this.book = book;
    this.takeover = takeover;
  }

  /** Who is known. */
  public StreamBook book() {
    return book;
  }

  /** Decides by another book from now on. */
  public void use(StreamBook next) {
    book = next;
  }

  /** Refuses every publisher from now on; viewers may still fetch the end. */
  public void close() {
    closing = true;
  }

  @Override
  public CompletionStage<PublishAdmission> admitPublish(PublishRequest request) {
    if (closing) {
      return CompletableFuture.completedFuture(
          new PublishAdmission.Refused(RefusalReason.UNAVAILABLE, CLOSING));
    }
    StreamBook now = book;
    StreamEntry stream = now.byKey(request.key());
    return CompletableFuture.completedFuture(
        stream == null
            ? new PublishAdmission.Refused(RefusalReason.UNKNOWN, UNKNOWN_KEY)
            : new PublishAdmission.Granted(
                now.tenant(), stream.broadcast(), stream.playbackId(), takeover));
  }

  @Override
  public CompletionStage<PlayAdmission> admitPlay(PlayRequest request) {
    StreamBook now = book;
    StreamEntry stream = now.byPlaybackId(request.playbackId());
    return CompletableFuture.completedFuture(
        stream == null
            ? new PlayAdmission.Refused(RefusalReason.UNKNOWN, UNKNOWN_PLAYBACK_ID)
            : new PlayAdmission.Granted(now.tenant(), stream.broadcast()));
  }
}
