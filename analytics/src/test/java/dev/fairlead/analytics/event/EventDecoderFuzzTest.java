package dev.fairlead.analytics.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whatever the bytes: they are refused, or they are an event whose names and texts, written again,
 * fill the same bytes.
 */
class EventDecoderFuzzTest {
  @FuzzTest
  void bytes(byte[] bytes) {
    byte[] before = bytes.clone();
    Event event;
    try {
      event = new EventDecoder().decode(new UnsafeBuffer(bytes), 0, bytes.length);
    } catch (MalformedEventException expected) {
      return;
    }
    assertArrayEquals(before, bytes);
    assertTrue(bytes.length <= EventEncoder.MAX_EVENT_BYTES);
    assertTrue(!event.header().tenant().isBlank());
    int texts = size(event.header().tenant()) + size(event.header().node()) + size(event.session());
    texts +=
        switch (event) {
          case Event.SessionOpened opened ->
              size(opened.broadcast()) + size(opened.address()) + size(opened.agent());
          case Event.SessionCheckpoint _ -> 0;
          case Event.SessionClosed closed -> size(closed.reason());
        };
    assertTrue(bytes.length == EventLayout.FIXED_BYTES + texts, Arrays.toString(bytes));
  }

  private static int size(String text) {
    return 2 + EventText.bytes(text);
  }
}
