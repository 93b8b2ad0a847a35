package dev.fairlead.analytics.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.TenantId;
import java.util.List;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class EventEncoderTest {
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[EventEncoder.MAX_EVENT_BYTES]);
  private final EventEncoder encoder = new EventEncoder(buffer, "node-1");

  @Test
  void aBeginningIsReadAsItWasWritten() throws Exception {
    Event event = decode(EventScript.opened(encoder, EventType.USER_CONNECTION, "player"));

    Event.SessionOpened opened = assertInstanceOf(Event.SessionOpened.class, event);
    assertEquals(EventScript.TENANT.value(), opened.header().tenant());
    assertEquals(EventScript.SESSION.value(), opened.session());
    assertEquals("node-1", opened.header().node());
    assertEquals(EventScript.BEGAN_NS, opened.header().eventTimeNs());
    assertEquals(Protocol.WHEP, opened.protocol());
    assertEquals("2001:db8:0:0:0:0:0:7", opened.address());
    assertEquals(65_535, opened.port());
    assertEquals("player", opened.agent());
  }

  @Test
  void anAgentThatIsTooLongIsCutBetweenCharacters() throws Exception {
    String agent = "x" + "\u20ac".repeat(400);

    Event event = decode(EventScript.opened(encoder, EventType.USER_CONNECTION, agent));

    Event.SessionOpened opened = assertInstanceOf(Event.SessionOpened.class, event);
    assertEquals("x" + "\u20ac".repeat(170), opened.agent());
  }

  @Test
  void halfACharacterIsReplaced() throws Exception {
    Event event = decode(EventScript.opened(encoder, EventType.USER_CONNECTION, "a\ud83d"));

    assertEquals("a\ufffd", assertInstanceOf(Event.SessionOpened.class, event).agent());
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    TenantId tenant = new TenantId("t".repeat(EventLayout.MAX_NAME_BYTES + 1));

    assertThrows(
        IllegalArgumentException.class,
        () ->
            encoder.checkpoint(
                EventType.STREAM_INGEST, EventScript.SESSION, tenant, 1, 2, EventScript.USAGE));
  }

  @Test
  void anEndThatIsToldTwiceIsOneEventAndCheckpointsAreSeveral() throws Exception {
    UUID end = closed(10);
    UUID checkpoint = checkpoint(10);

    assertEquals(end, closed(11));
    assertNotEquals(checkpoint, checkpoint(11));
    assertEquals(checkpoint, checkpoint(10));
    assertNotEquals(end, checkpoint);
    assertEquals(8, end.version());
    assertEquals(2, end.variant());
  }

  @Test
  void everyTypeIsFoundByItsNameAndItsAliases() {
    for (EventType type : EventType.values()) {
      assertEquals(type, EventType.named(type.label()));
      assertEquals(type, EventType.ofCode(type.code()));
      for (String alias : type.aliases()) {
        assertEquals(type, EventType.named(alias));
      }
    }
    assertEquals(null, EventType.named("nothing"));
  }

  @Test
  void everyProtocolHasANumberOfItsOwn() {
    List<Integer> codes =
        java.util.Arrays.stream(Protocol.values()).map(ProtocolCodes::of).toList();

    assertEquals(codes.size(), codes.stream().distinct().count());
    for (Protocol protocol : Protocol.values()) {
      assertEquals(protocol, ProtocolCodes.named(ProtocolCodes.of(protocol)));
    }
  }

  private UUID closed(long timeNs) throws MalformedEventException {
    return decode(
            encoder.closed(
                EventType.STREAM_INGEST,
                EventScript.SESSION,
                EventScript.TENANT,
                timeNs,
                timeNs,
                EventScript.USAGE,
                "left"))
        .header()
        .id();
  }

  private UUID checkpoint(long timeNs) throws MalformedEventException {
    return decode(
            encoder.checkpoint(
                EventType.STREAM_INGEST,
                EventScript.SESSION,
                EventScript.TENANT,
                timeNs,
                timeNs,
                EventScript.USAGE))
        .header()
        .id();
  }

  private Event decode(int length) throws MalformedEventException {
    return new EventDecoder().decode(buffer, 0, length);
  }
}
