package dev.fairlead.protocols.rtp.core;

/**
 * Tells from packets' times of sending and arrival whether a queue on the path is growing (GCC
 * draft-02 §5, with a line through recent delays in place of its filter). Confined to its
 * connection; allocates nothing after construction.
 *
 * <p>Packets sent within a few milliseconds form a group. The delay between groups that is not
 * explained by their sending is added up and smoothed; the slope of the last points says whether
 * the queue grows. What counts as growth adapts, so that flows which probe by filling queues do not
 * starve this one.
 */
final class DelayTrend {
  /** What the path does. */
  enum Usage {
    NORMAL,
    /** A queue is growing. */
    OVERUSE,
    /** A queue is draining. */
    UNDERUSE
  }

  /** Packets sent within this time count as one group (GCC draft-02 §5.2). */
  private static final long GROUP_NS = 5_000_000;

  /** A pause in arrivals after which the past says nothing. */
  private static final long MAX_GAP_NS = 3_000_000_000L;

  private static final int WINDOW = 20;
  private static final double SMOOTHING = 0.9;

  /** Slopes are scaled to milliseconds of queue over the window. */
  private static final double GAIN = 4;

  private static final int MAX_WEIGHT = 60;

  private static final double INITIAL_THRESHOLD_MS = 12.5;
  private static final double MIN_THRESHOLD_MS = 6;
  private static final double MAX_THRESHOLD_MS = 600;

  /** The threshold rises fast and falls slowly (GCC draft-02 §5.4: K_u, K_d). */
  private static final double RISE = 0.0087;

  private static final double FALL = 0.039;

  /** A spike beyond this is not the path's usual behaviour. */
  private static final double MAX_ADAPT_MS = 15;

  /** Growth must last for this long to count. */
  private static final long OVERUSE_NS = 10_000_000;

  private static final double NANOS_PER_MS = 1e6;

  // The group under way and the one before.
  private boolean open;
  private long groupFirstSentNs;
  private long groupSentNs;
  private long groupArrivalNs;
  private boolean previous;
  private long previousSentNs;
  private long previousArrivalNs;

  // The line.
  private final double[] timesMs = new double[WINDOW];
  private final double[] delaysMs = new double[WINDOW];
  private int points;
  private int deltas;
  private long firstArrivalNs;
  private double accumulatedMs;
  private double smoothedMs;

  // The detector.
  private double thresholdMs = INITIAL_THRESHOLD_MS;
  private long overSinceNs;
  private boolean over;
  private double lastTrendMs;
  private long adaptedNs;
  private boolean adapted;
  private Usage usage = Usage.NORMAL;

  /** A packet is known to have arrived; in order of sending. */
  void packet(long sentNs, long arrivalNs) {
    if (!open) {
      openGroup(sentNs, arrivalNs);
      return;
    }
    if (sentNs - groupFirstSentNs < 0) {
      return; // A late report about a packet of an earlier group.
    }
    if (sentNs - groupFirstSentNs <= GROUP_NS) {
      groupSentNs = Math.max(groupSentNs, sentNs);
      groupArrivalNs = Math.max(groupArrivalNs, arrivalNs);
      return;
    }
    if (previous) {
      long arrivalStepNs = groupArrivalNs - previousArrivalNs;
      if (arrivalStepNs > MAX_GAP_NS || arrivalStepNs < -MAX_GAP_NS) {
        reset();
      } else {
        step(groupSentNs - previousSentNs, arrivalStepNs, groupArrivalNs);
      }
    }
    previous = true;
    previousSentNs = groupSentNs;
    previousArrivalNs = groupArrivalNs;
    openGroup(sentNs, arrivalNs);
  }

  private void openGroup(long sentNs, long arrivalNs) {
    open = true;
    groupFirstSentNs = sentNs;
    groupSentNs = sentNs;
    groupArrivalNs = arrivalNs;
  }

  private void reset() {
    points = 0;
    deltas = 0;
    accumulatedMs = 0;
    smoothedMs = 0;
    usage = Usage.NORMAL;
  }

  private void step(long sentStepNs, long arrivalStepNs, long arrivalNs) {
    if (deltas == 0) {
      firstArrivalNs = arrivalNs;
    }
    deltas = Math.min(MAX_WEIGHT, deltas + 1);
    accumulatedMs += (arrivalStepNs - sentStepNs) / NANOS_PER_MS;
    smoothedMs = SMOOTHING * smoothedMs + (1 - SMOOTHING) * accumulatedMs;
    if (points == WINDOW) {
      System.arraycopy(timesMs, 1, timesMs, 0, WINDOW - 1);
      System.arraycopy(delaysMs, 1, delaysMs, 0, WINDOW - 1);
      points--;
    }
    timesMs[points] = (arrivalNs - firstArrivalNs) / NANOS_PER_MS;
    delaysMs[points] = smoothedMs;
    points++;
    double trend = points == WINDOW ? slope() : 0;
    detect(trend * deltas * GAIN, arrivalNs, sentStepNs);
  }

  private double slope() {
    double timeSum = 0;
    double delaySum = 0;
    for (int i = 0; i < points; i++) {
      timeSum += timesMs[i];
      delaySum += delaysMs[i];
    }
    double timeMean = timeSum / points;
    double delayMean = delaySum / points;
    double product = 0;
    double square = 0;
    for (int i = 0; i < points; i++) {
      double time = timesMs[i] - timeMean;
      product += time * (delaysMs[i] - delayMean);
      square += time * time;
    }
    return square == 0 ? 0 : product / square;
  }

  private void detect(double trendMs, long arrivalNs, long sentStepNs) {
    if (trendMs > thresholdMs) {
      if (!over) {
        over = true;
        // Half of the step, since growth began somewhere within it.
        overSinceNs = arrivalNs - sentStepNs / 2;
      }
      if (arrivalNs - overSinceNs > OVERUSE_NS && trendMs >= lastTrendMs) {
        usage = Usage.OVERUSE;
      }
    } else {
      over = false;
      usage = trendMs < -thresholdMs ? Usage.UNDERUSE : Usage.NORMAL;
    }
    lastTrendMs = trendMs;
    adapt(Math.abs(trendMs), arrivalNs);
  }

  private void adapt(double magnitudeMs, long arrivalNs) {
    if (!adapted) {
      adapted = true;
      adaptedNs = arrivalNs;
    }
    if (magnitudeMs <= thresholdMs + MAX_ADAPT_MS) {
      double elapsedMs = Math.min(100, (arrivalNs - adaptedNs) / NANOS_PER_MS);
      double speed = magnitudeMs < thresholdMs ? FALL : RISE;
      thresholdMs += speed * (magnitudeMs - thresholdMs) * Math.max(0, elapsedMs);
      thresholdMs = Math.clamp(thresholdMs, MIN_THRESHOLD_MS, MAX_THRESHOLD_MS);
    }
    adaptedNs = arrivalNs;
  }

  /** What the path does. */
  Usage usage() {
    return usage;
  }
}
