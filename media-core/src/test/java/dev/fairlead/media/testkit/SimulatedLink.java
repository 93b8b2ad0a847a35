package dev.fairlead.media.testkit;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One direction of a network that exists in memory: loses, delays and reorders datagrams by a seed,
 * so that a fault replays from its number. Confined to one thread; time is passed in.
 */
public final class SimulatedLink {
  /** Nothing is under way. */
  public static final long NO_ARRIVAL = Long.MAX_VALUE;

  /**
   * How a link behaves.
   *
   * @param delayNs of every datagram
   * @param jitterNs at most added to it
   * @param lossShare how many are lost, 0 to 1
   * @param burstPackets mean length of losses in a row, 1 for independent ones
   * @param reorderShare how many are overtaken
   * @param reorderNs by how much these come later
   * @param keepsOrder whether jitter lets no datagram overtake another
   */
  public record Behaviour(
      long delayNs,
      long jitterNs,
      double lossShare,
      double burstPackets,
      double reorderShare,
      long reorderNs,
      boolean keepsOrder) {
    /** Everything arrives after {@code delayMs}. */
    public static Behaviour clean(int delayMs) {
      return new Behaviour(delayMs * 1_000_000L, 0, 0, 1, 0, 0, true);
    }

    /** The same, with a share of losses. */
    public Behaviour losing(double share) {
      return new Behaviour(
          delayNs, jitterNs, share, burstPackets, reorderShare, reorderNs, keepsOrder);
    }

    /** The same, with losses that come several in a row. */
    public Behaviour inBursts(double meanPackets) {
      return new Behaviour(
          delayNs, jitterNs, lossShare, meanPackets, reorderShare, reorderNs, keepsOrder);
    }

    /** The same, with a delay that varies. */
    public Behaviour jittering(int maxMs) {
      return new Behaviour(
          delayNs,
          maxMs * 1_000_000L,
          lossShare,
          burstPackets,
          reorderShare,
          reorderNs,
          keepsOrder);
    }

    /** The same, with a share of datagrams that come late. */
    public Behaviour reordering(double share, int byMs) {
      return new Behaviour(
          delayNs, jitterNs, lossShare, burstPackets, share, byMs * 1_000_000L, keepsOrder);
    }
  }

  private record Flight(long arrivalNs, long number, byte[] datagram)
      implements Comparable<Flight> {
    @Override
    public int compareTo(Flight other) {
      int byTime = Long.compare(arrivalNs - other.arrivalNs, 0);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final Random random;
  private final PriorityQueue<Flight> flights = new PriorityQueue<>();
  private Behaviour behaviour;
  private long number;
  private long lastArrivalNs = Long.MIN_VALUE;
  private boolean losing;
  private long sent;
  private long lost;

  public SimulatedLink(Behaviour behaviour, long seed) {
    this.behaviour = behaviour;
    random = new Random(seed);
  }

  /** Behaves otherwise from now on. */
  public void behave(Behaviour next) {
    behaviour = next;
  }

  /** A datagram leaves; the bytes are copied. */
  public void send(byte[] datagram, long nowNs) {
    sent++;
    if (isLost()) {
      lost++;
      return;
    }
    long delayNs = behaviour.delayNs();
    if (behaviour.jitterNs() > 0) {
      delayNs += (long) (random.nextDouble() * behaviour.jitterNs());
    }
    long arrivalNs = nowNs + delayNs;
    if (behaviour.keepsOrder() && lastArrivalNs != Long.MIN_VALUE) {
      arrivalNs = Math.max(arrivalNs, lastArrivalNs);
    }
    if (random.nextDouble() < behaviour.reorderShare()) {
      arrivalNs += behaviour.reorderNs();
    } else {
      lastArrivalNs = arrivalNs;
    }
    flights.add(new Flight(arrivalNs, number++, Arrays.copyOf(datagram, datagram.length)));
  }

  /** Gilbert's model: a good state in which nothing is lost, a bad one in which everything is. */
  private boolean isLost() {
    double share = behaviour.lossShare();
    if (share <= 0) {
      losing = false;
      return false;
    }
    double leaveBad = 1 / behaviour.burstPackets();
    double enterBad = share * leaveBad / (1 - share);
    losing = losing ? random.nextDouble() >= leaveBad : random.nextDouble() < enterBad;
    if (behaviour.burstPackets() <= 1) {
      losing = random.nextDouble() < share;
    }
    return losing;
  }

  /** When the next datagram arrives, or {@link #NO_ARRIVAL}. */
  public long nextArrivalNs() {
    Flight next = flights.peek();
    return next == null ? NO_ARRIVAL : next.arrivalNs();
  }

  /** Hands over what has arrived, in order of arrival. */
  public void receive(long nowNs, Consumer<byte[]> receiver) {
    while (nextArrivalNs() != NO_ARRIVAL && nextArrivalNs() - nowNs <= 0) {
      receiver.accept(flights.remove().datagram());
    }
  }

  /** Datagrams sent. */
  public long sent() {
    return sent;
  }

  /** Datagrams lost. */
  public long lost() {
    return lost;
  }
}
