package dev.fairlead.protocols.ice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.ice.wire.StunMessage;
import dev.fairlead.protocols.ice.wire.StunType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IceAgentTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long LOW = 100;
  private static final long HIGH = 200;

  /** A path that is its address. */
  private record Path(InetSocketAddress remote) implements IcePath {
    static Path of(int port) {
      return new Path(new InetSocketAddress(InetAddress.ofLiteral("198.51.100.7"), port));
    }
  }

  private record Sent(ByteBuf message, IcePath path) {}

  private final SplittableRandom random = new SplittableRandom(3);
  private final IceCredentials own = IceCredentials.draw(random);
  private final IceCredentials theirs = IceCredentials.draw(random);
  private final CounterSet<IceCounter> counters = new CounterSet<>(IceCounter.class);
  private final IceAgent agent =
      new IceAgent(own, theirs, random, UnpooledByteBufAllocator.DEFAULT, counters, 0);
  private final TestIceClient client = new TestIceClient(theirs, own, random);
  private final Path home = Path.of(1111);
  private final Path away = Path.of(2222);

  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private final Set<IcePath> belonging = new HashSet<>();
  private final List<IcePath> selected = new ArrayList<>();
  private int expiries;
  private final IceActions actions =
      new IceActions() {
        @Override
        public void send(ByteBuf message, IcePath path) {
          ByteBuf copy = Unpooled.copiedBuffer(message);
          message.release();
          sent.add(new Sent(copy, path));
        }

        @Override
        public void discovered(IcePath path) {
          belonging.add(path);
        }

        @Override
        public void forgotten(IcePath path) {
          belonging.remove(path);
        }

        @Override
        public void selected(IcePath path) {
          selected.add(path);
        }

        @Override
        public void consentExpired() {
          expiries++;
        }
      };

  private void check(Path from, boolean nominate, long priority, long nowNs) {
    agent.receive(client.check(nominate, priority), from, nowNs, actions);
  }

  @Test
  void aCheckIsAnsweredWithTheAddressItCameFrom() {
    check(home, false, LOW, 0);

    Sent answer = sent.remove();
    StunMessage read = client.read(answer.message());
    assertEquals(StunType.BINDING_SUCCESS, read.type());
    assertEquals(home.remote(), read.mappedAddress());
    assertEquals(home, answer.path());
    assertTrue(selected.isEmpty());
  }

  @Test
  void nominationSelects() {
    check(home, true, LOW, 0);

    assertEquals(List.of(home), selected);
    assertEquals(home, agent.selectedPath());
  }

  @Test
  void whenAllAreNominatedThePriorityDecides() {
    check(home, true, HIGH, 0);
    check(away, true, LOW, 0);
    assertEquals(List.of(home), selected);

    check(Path.of(3), true, HIGH + 1, 0);
    assertEquals(List.of(home, Path.of(3)), selected);
  }

  @Test
  void aWrongPasswordGetsNoAnswerAndLeavesNoTrace() {
    TestIceClient stranger =
        new TestIceClient(theirs, new IceCredentials(own.ufrag(), "x".repeat(24)), random);

    agent.receive(stranger.check(true, HIGH), home, 0, actions);

    assertTrue(sent.isEmpty());
    assertNull(agent.selectedPath());
    assertEquals(1, counters.value(IceCounter.CHECKS_UNAUTHENTICATED));
    assertEquals(IceAgent.CONSENT_NS, agent.deadlineNs());
  }

  @Test
  void aPeerThatBelievesToBeControlledIsToldOtherwise() {
    client.claimControlled();
    check(home, true, LOW, 0);

    StunMessage read = client.read(sent.remove().message());
    assertEquals(StunType.BINDING_ERROR, read.type());
    assertEquals(487, read.errorCode());
    assertNull(agent.selectedPath());
  }

  @Test
  void anAttributeThatMustBeUnderstoodIsNamed() {
    client.addAttribute(0x7ABC);
    check(home, true, LOW, 0);

    StunMessage read = client.read(sent.remove().message());
    assertEquals(420, read.errorCode());
    assertNull(agent.selectedPath());
  }

  @Test
  void consentLastsThirtySecondsFromTheLastCheck() {
    check(home, true, LOW, 0);
    check(home, false, LOW, 20 * SECOND_NS);
    agent.advance(49 * SECOND_NS, actions);
    assertEquals(0, expiries);

    agent.advance(agent.deadlineNs(), actions);
    agent.advance(agent.deadlineNs(), actions);

    assertEquals(1, expiries);
    assertEquals(IceAgent.NO_DEADLINE, agent.deadlineNs());
  }

  @Test
  void aPeerThatNeverAsksExpires() {
    agent.advance(30 * SECOND_NS, actions);

    assertEquals(1, expiries);
  }

  @Test
  void afterExpiryNothingIsAnswered() {
    agent.advance(30 * SECOND_NS, actions);
    check(home, true, LOW, 31 * SECOND_NS);

    assertTrue(sent.isEmpty());
  }

  @Test
  void mediaMovesToAnotherAddressOnceThatAddressAnswers() {
    check(home, true, LOW, 0);
    agent.established();
    sent.clear();
    check(away, true, LOW, SECOND_NS);
    assertEquals(StunType.BINDING_SUCCESS, client.read(sent.remove().message()).type());

    agent.dataReceived(away, actions);
    assertEquals(home, agent.selectedPath());
    Sent question = sent.remove();
    assertEquals(away, question.path());
    agent.receive(client.answer(question.message(), away.remote()), away, 2 * SECOND_NS, actions);

    assertEquals(away, agent.selectedPath());
  }

  @Test
  void anAnswerFromElsewhereMovesNothing() {
    check(home, true, LOW, 0);
    agent.established();
    check(away, true, LOW, SECOND_NS);
    sent.clear();
    agent.dataReceived(away, actions);
    Sent question = sent.remove();

    agent.receive(client.answer(question.message(), away.remote()), home, 2 * SECOND_NS, actions);

    assertEquals(home, agent.selectedPath());
  }

  @Test
  void dataFromAnAddressThatNeverAskedMovesNothing() {
    check(home, true, LOW, 0);
    agent.established();
    sent.clear();

    agent.dataReceived(away, actions);

    assertTrue(sent.isEmpty());
    assertEquals(home, agent.selectedPath());
  }

  @Test
  void aSilentPathGivesWayToOneThatAsks() {
    check(home, true, HIGH, 0);
    agent.established();
    check(away, true, LOW, SECOND_NS);
    sent.clear();
    check(away, true, LOW, 20 * SECOND_NS);
    sent.remove();
    agent.receive(
        client.answer(sent.remove().message(), away.remote()), away, 21 * SECOND_NS, actions);

    assertEquals(away, agent.selectedPath());
  }

  @Test
  void pathsAreBoundedAndTheSelectedOneStays() {
    check(home, true, HIGH, 0);
    for (int port = 1; port <= 1_000; port++) {
      check(Path.of(port), false, LOW, port);
    }

    assertEquals(home, agent.selectedPath());
    assertEquals(IceAgent.MAX_PATHS, belonging.size());
    assertTrue(belonging.contains(home));
    assertEquals(0, counters.value(IceCounter.PATHS_OVER_LIMIT));
    for (int port = 1; port <= 1_000; port++) {
      check(Path.of(port), true, LOW, port);
    }
    assertTrue(counters.value(IceCounter.PATHS_OVER_LIMIT) > 0);
  }
}
