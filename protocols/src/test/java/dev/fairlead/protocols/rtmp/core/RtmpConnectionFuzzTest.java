package dev.fairlead.protocols.rtmp.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.media.testkit.ChunkingWorlds;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;

/** Whatever comes, however it is split, the same happens, and no more is held than allowed. */
final class RtmpConnectionFuzzTest {
  @FuzzTest
  void anyFirstBytesAreHandledAlikeInEveryWorld(byte[] bytes) {
    handledAlike(bytes, new byte[0]);
  }

  @FuzzTest
  void anyBytesAfterTheHandshakeAreHandledAlikeInEveryWorld(byte[] bytes) {
    handledAlike(new Client().handshake().bytes(), bytes);
  }

  @FuzzTest
  void anyBytesOfAPublisherAreHandledAlikeInEveryWorld(byte[] bytes) {
    handledAlike(
        new Client()
            .handshake()
            .connect("live", "rtmp://host/live")
            .createMessageStream()
            .publish("key")
            .bytes(),
        bytes);
  }

  private static void handledAlike(byte[] known, byte[] bytes) {
    List<String> expected = null;
    for (List<byte[]> world : ChunkingWorlds.of(bytes)) {
      RecordingActions actions = new RecordingActions();
      RtmpConnection connection =
          new RtmpConnection(
              ByteBufAllocator.DEFAULT,
              RtmpLimits.DEFAULT,
              new CounterSet<>(RtmpCounter.class),
              new Random(1),
              0);
      connection.receive(Unpooled.wrappedBuffer(known), 0, actions);
      connection.acceptPublish(0, actions);
      for (byte[] piece : world) {
        connection.receive(Unpooled.wrappedBuffer(piece), 0, actions);
        assertTrue(connection.partialBytes() <= RtmpLimits.DEFAULT.maxPartialBytes());
      }
      connection.disconnected();
      assertEquals(0, connection.partialBytes());
      if (expected == null) {
        expected = actions.lines;
      }
      assertEquals(expected, actions.lines);
    }
  }
}
