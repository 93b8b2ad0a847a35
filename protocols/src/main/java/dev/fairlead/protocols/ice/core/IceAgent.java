package dev.fairlead.protocols.ice.core;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.ice.wire.StunMessage;
import dev.fairlead.protocols.ice.wire.StunType;
import dev.fairlead.protocols.ice.wire.StunWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The lite agent of one session. Confined to the session's loop; borrows what it receives.
 *
 * <p>It never checks of its own accord, with one exception: when media already flows and the peer
 * nominates another path, that path must answer before anything but answers is sent there.
 */
public final class IceAgent {
  /** Never. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** RFC 7675 §5.1: consent lasts 30 s. */
  public static final long CONSENT_NS = 30_000_000_000L;

  /**
   * Paths of one peer: a browser with VPN, two networks, IPv6 with temporary addresses, UDP and TCP
   * shows about twelve.
   */
  static final int MAX_PATHS = 32;

  /** Two checks that did not come: browsers ask every 2.5 s, RFC 7675 §5.1 has 4 to 6 s. */
  private static final long SILENT_NS = 13_000_000_000L;

  /** RFC 8445 §7.3.1.1. */
  private static final int ROLE_CONFLICT = 487;

  /** RFC 8489 §14.8. */
  private static final int UNKNOWN_ATTRIBUTE = 420;

  /** What a path of ours would be worth to the peer: a host candidate (RFC 8445 §5.1.2.1). */
  private static final long CHECK_PRIORITY = (110L << 24) + (65_535L << 8) + 255;

  private final IceCredentials local;
  private final @Nullable IceCredentials remote;
  private final RandomGenerator random;
  private final ByteBufAllocator allocator;
  private final CounterSet<IceCounter> counters;
  private final MessageIntegrity localIntegrity;
  private final @Nullable MessageIntegrity remoteIntegrity;
  private final long tieBreaker;

  // Scratch (never escapes a call).
  private final StunMessage message = new StunMessage();
  private final StunWriter writer = new StunWriter();

  private final ArrayList<Pair> pairs = new ArrayList<>();
  private @Nullable Pair selected;
  private boolean established;
  private long consentUntilNs;
  private boolean expired;
  private boolean inCall;

  /** One path by which an authenticated check came. */
  private static final class Pair {
    final IcePath path;
    long priority;
    long heardNs;
    boolean nominated;
    boolean verified;
    boolean wanted;
    boolean asked;
    int first;
    int second;
    int third;

    Pair(IcePath path) {
      this.path = path;
    }
  }

  /**
   * @param remote null while the peer's are not known; then no path can be verified
   * @param random draws transaction ids
   */
  public IceAgent(
      IceCredentials local,
      @Nullable IceCredentials remote,
      RandomGenerator random,
      ByteBufAllocator allocator,
      CounterSet<IceCounter> counters,
      long nowNs) {
    this.local = local;
    this.remote = remote;
    this.random = random;
    this.allocator = allocator;
    this.counters = counters;
    localIntegrity = new MessageIntegrity(local.password());
    remoteIntegrity = remote == null ? null : new MessageIntegrity(remote.password());
    tieBreaker = random.nextLong();
    consentUntilNs = nowNs + CONSENT_NS;
  }

  /**
   * One STUN message.
   *
   * @param bytes borrowed
   */
  public void receive(ByteBuf bytes, IcePath from, long nowNs, IceActions out) {
    assert !inCall : "actions must not call back";
    inCall = true;
    try {
      switch (message.read(bytes)) {
        case STUN -> received(from, nowNs, out);
        case NOT_STUN, MALFORMED, BAD_FINGERPRINT ->
            counters.increment(IceCounter.MESSAGES_MALFORMED);
      }
    } finally {
      inCall = false;
    }
  }

  private void received(IcePath from, long nowNs, IceActions out) {
    switch (message.type()) {
      case StunType.BINDING_REQUEST -> request(from, nowNs, out);
      case StunType.BINDING_SUCCESS -> success(from, out);
      default -> counters.increment(IceCounter.MESSAGES_IGNORED);
    }
  }

  private void request(IcePath from, long nowNs, IceActions out) {
    if (expired
        || !message.hasFingerprint()
        || !message.usernameOfReceiver().equals(local.ufrag())
        || !localIntegrity.verifies(message)) {
      // No answer at all: a forged source address must not make us send anything. RFC 8489 §9.1.3
      // would have 401, which no browser waits for.
      counters.increment(IceCounter.CHECKS_UNAUTHENTICATED);
      return;
    }
    if (message.unknownCount() > 0) {
      counters.increment(IceCounter.CHECKS_REFUSED);
      refuse(UNKNOWN_ATTRIBUTE, "Unknown Attribute", from, out);
      return;
    }
    if (message.isFromControlled()) {
      // A lite agent is controlled, always (RFC 8445 §6.1.1).
      counters.increment(IceCounter.ROLE_CONFLICTS);
      refuse(ROLE_CONFLICT, "Role Conflict", from, out);
      return;
    }
    Pair pair = pair(from, out);
    if (pair == null) {
      counters.increment(IceCounter.PATHS_OVER_LIMIT);
      return;
    }
    consentUntilNs = nowNs + CONSENT_NS;
    pair.priority = message.priority();
    pair.heardNs = nowNs;
    answer(from, out);
    counters.increment(IceCounter.CHECKS_ANSWERED);
    if (message.useCandidate()) {
      pair.nominated = true;
      nominated(pair, nowNs, out);
    }
  }

  private @Nullable Pair pair(IcePath path, IceActions out) {
    Pair known = find(path);
    if (known != null) {
      return known;
    }
    if (pairs.size() == MAX_PATHS && !forgetOne(out)) {
      return null;
    }
    Pair pair = new Pair(path);
    pairs.add(pair);
    out.discovered(path);
    return pair;
  }

  /** Gives up the oldest path that nobody nominated; browsers try out many and settle on one. */
  private boolean forgetOne(IceActions out) {
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      if (!isSelected(pair) && !pair.nominated) {
        pairs.remove(i);
        out.forgotten(pair.path);
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // One object for each path.
  private boolean isSelected(@Nullable Pair pair) {
    return selected == pair;
  }

  private @Nullable Pair find(IcePath path) {
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.get(i).path.equals(path)) {
        return pairs.get(i);
      }
    }
    return null;
  }

  /**
   * Takes up what the peer nominated. Browsers nominate every pair towards a lite agent and send by
   * the best that works: until media flows the highest priority wins (RFC 8445 §8.1.1); later the
   * peer's word counts, once the path has answered.
   */
  private void nominated(Pair pair, long nowNs, IceActions out) {
    Pair current = selected;
    if (isSelected(pair)) {
      return;
    }
    if (current == null) {
      select(pair, out);
    } else if (pair.priority > current.priority || nowNs - current.heardNs > SILENT_NS) {
      if (established) {
        want(pair, out);
      } else {
        select(pair, out);
      }
    }
  }

  /**
   * Application data that was authenticated came by {@code path}: the peer sends there now, and
   * wants to be answered there.
   */
  public void dataReceived(IcePath path, IceActions out) {
    if (selected != null && selected.path.equals(path)) {
      return;
    }
    Pair pair = find(path);
    if (pair != null && pair.nominated) {
      want(pair, out);
    }
  }

  /** From now on a path must answer before it is taken up. */
  public void established() {
    established = true;
  }

  private void want(Pair pair, IceActions out) {
    if (pair.verified || remoteIntegrity == null) {
      select(pair, out);
    } else {
      for (int i = 0; i < pairs.size(); i++) {
        pairs.get(i).wanted = false;
      }
      pair.wanted = true;
      check(pair, out);
    }
  }

  private void select(Pair pair, IceActions out) {
    selected = pair;
    pair.wanted = false;
    counters.increment(IceCounter.PATH_SELECTED);
    out.selected(pair.path);
  }

  private void answer(IcePath to, IceActions out) {
    ByteBuf answer = allocator.directBuffer(StunWriter.MAX_MESSAGE_BYTES);
    writer.beginAnswer(answer, StunType.BINDING_SUCCESS, message);
    writer.xorMappedAddress(to.remote());
    finish(answer, localIntegrity);
    out.send(answer, to);
  }

  private void refuse(int code, String reason, IcePath to, IceActions out) {
    ByteBuf answer = allocator.directBuffer(StunWriter.MAX_MESSAGE_BYTES);
    writer.beginAnswer(answer, StunType.BINDING_ERROR, message);
    writer.errorCode(code, reason);
    if (code == UNKNOWN_ATTRIBUTE) {
      writer.unknownAttributes(message);
    }
    finish(answer, localIntegrity);
    out.send(answer, to);
  }

  /** Asks whether someone who knows the session is really there (RFC 8445 §7.2). */
  private void check(Pair pair, IceActions out) {
    IceCredentials peer = remote;
    MessageIntegrity integrity = remoteIntegrity;
    if (peer == null || integrity == null) {
      return;
    }
    if (!pair.asked) {
      pair.asked = true;
      pair.first = random.nextInt();
      pair.second = random.nextInt();
      pair.third = random.nextInt();
    }
    ByteBuf request = allocator.directBuffer(StunWriter.MAX_MESSAGE_BYTES);
    writer.begin(request, StunType.BINDING_REQUEST, pair.first, pair.second, pair.third);
    writer.username(peer.ufrag() + ":" + local.ufrag());
    writer.priority(CHECK_PRIORITY);
    writer.iceControlled(tieBreaker);
    finish(request, integrity);
    out.send(request, pair.path);
  }

  private void finish(ByteBuf written, MessageIntegrity integrity) {
    int at = writer.reserveIntegrity();
    integrity.sign(written, writer.start(), at);
    writer.end();
  }

  private void success(IcePath from, IceActions out) {
    Pair pair = find(from);
    MessageIntegrity integrity = remoteIntegrity;
    if (pair == null
        || integrity == null
        || !pair.asked
        || !message.isTransaction(pair.first, pair.second, pair.third)
        || !integrity.verifies(message)) {
      counters.increment(IceCounter.MESSAGES_IGNORED);
      return;
    }
    pair.verified = true;
    if (pair.wanted) {
      select(pair, out);
    }
  }

  /** Forgets {@code path}, which is a connection that closed. */
  public void pathClosed(IcePath path) {
    Pair pair = find(path);
    if (pair != null) {
      pairs.remove(pair);
      if (isSelected(pair)) {
        selected = null;
      }
    }
  }

  /** Time has passed. */
  public void advance(long nowNs, IceActions out) {
    if (!expired && consentUntilNs - nowNs <= 0) {
      expired = true;
      counters.increment(IceCounter.CONSENT_EXPIRED);
      out.consentExpired();
    }
  }

  /** When {@link #advance} is wanted next. */
  public long deadlineNs() {
    return expired ? NO_DEADLINE : consentUntilNs;
  }

  /** Our own credentials. */
  public IceCredentials local() {
    return local;
  }

  /** Where everything is sent, or null before the peer has chosen. */
  public @Nullable IcePath selectedPath() {
    Pair current = selected;
    return current == null ? null : current.path;
  }
}
