package dev.fairlead.protocols.delivery;

import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.media.time.Timescale;
import dev.fairlead.media.track.MediaKind;
import java.util.Map;

/**
 * One viewer whose session is many requests. Any thread: a viewer has a few connections, which may
 * live on different loops, and the lock is held for a few instructions.
 */
final class PollingViewer {
  /** How long an answer of the policy holds, so that a kicked viewer is gone as soon after. */
  private static final long RECHECK_NS = 10_000_000_000L;

  private static final long NS_PER_MS = 1_000_000;

  private final ViewerKey key;
  private final Session session;

  // Under the lock.
  private PlayRequest request;
  private PlayAdmission.Granted grant;
  private long checkedNs;
  private int underWay;
  private long quietSinceNs;
  private long listedNs;
  private long idleNs;
  private boolean closed;
  private long bytesOut;
  private long pictureNs;
  private long soundNs;
  private UsageCounters told = UsageCounters.ZERO;

  PollingViewer(
      ViewerKey key,
      PlayRequest request,
      Session session,
      PlayAdmission.Granted grant,
      long nowNs,
      long idleNs) {
    this.key = key;
    this.request = request;
    this.session = session;
    this.grant = grant;
    this.idleNs = idleNs;
    checkedNs = nowNs;
    quietSinceNs = nowNs;
    listedNs = nowNs;
  }

  ViewerKey key() {
    return key;
  }

  synchronized PlayAdmission.Granted grant() {
    return grant;
  }

  /**
   * Whether the policy has to be asked before a request is answered: the last time was long ago, or
   * what comes with the URL is another. Whoever is told so asks; meanwhile others are let through.
   *
   * @param parameters that come with the URL
   */
  synchronized boolean mustCheck(Map<String, String> parameters, long nowNs) {
    if (!parameters.equals(request.parameters())) {
      return true;
    }
    if (nowNs - checkedNs < RECHECK_NS) {
      return false;
    }
    checkedNs = nowNs;
    return true;
  }

  /** Whether it was admitted with just that beside its name. */
  synchronized boolean cameWith(Map<String, String> parameters) {
    return parameters.equals(request.parameters());
  }

  /** The policy granted {@code asked} the same as before. */
  synchronized void checked(PlayRequest asked, PlayAdmission.Granted granted, long nowNs) {
    request = asked;
    grant = granted;
    checkedNs = nowNs;
  }

  /** The policy could not decide: the next request asks again. */
  synchronized void unchecked(long nowNs) {
    checkedNs = nowNs - RECHECK_NS;
  }

  /** When it last asked for a list. */
  synchronized long listedNs() {
    return listedNs;
  }

  /**
   * A request of its begins.
   *
   * @param lists whether it asks for a list
   * @param quietNs how long it may ask for nothing from now on
   * @return false when the session is over
   */
  synchronized boolean begin(boolean lists, long nowNs, long quietNs) {
    if (closed) {
      return false;
    }
    underWay++;
    idleNs = quietNs;
    if (lists) {
      listedNs = nowNs;
    }
    return true;
  }

  /** A request of its is over. */
  synchronized void end(long bytes, long nowNs) {
    underWay--;
    quietSinceNs = nowNs;
    bytesOut += bytes;
  }

  /** Media was sent to it. */
  synchronized void sent(MediaKind kind, long durationTicks, int timescaleHz) {
    long durationNs = Timescale.toNanos(durationTicks, timescaleHz);
    if (kind == MediaKind.VIDEO) {
      pictureNs += durationNs;
    } else if (kind == MediaKind.AUDIO) {
      soundNs += durationNs;
    }
  }

  private UsageCounters usage() {
    return new UsageCounters(0, bytesOut, Math.max(pictureNs, soundNs) / NS_PER_MS, 0);
  }

  /** Tells what it used, when that changed since. */
  void checkpoint() {
    UsageCounters usage;
    synchronized (this) {
      usage = usage();
      if (closed || usage.equals(told)) {
        return;
      }
      told = usage;
    }
    session.checkpoint(usage);
  }

  /** Whether it has asked for nothing for too long. */
  synchronized boolean isIdle(long nowNs) {
    return underWay == 0 && nowNs - quietSinceNs > idleNs;
  }

  /** Ends the session if it is idle still. */
  boolean closeIdle(long nowNs, String reason) {
    UsageCounters usage;
    synchronized (this) {
      if (closed || !isIdle(nowNs)) {
        return false;
      }
      closed = true;
      usage = usage();
    }
    session.close(usage, reason);
    return true;
  }

  /** Ends the session, whatever is under way; the first call counts. */
  void close(String reason) {
    UsageCounters usage;
    synchronized (this) {
      closed = true;
      usage = usage();
    }
    session.close(usage, reason);
  }
}
