package dev.fairlead.protocols.http.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.AllocationMeter;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.transport.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The price of one more write to viewers of endless bodies, on sockets. */
class EndlessBodyAllocationTest {
  private static final int VIEWERS = 16;
  private static final int BATCH_BYTES = 200;
  private static final int WARM_UPS = 20_000;
  private static final int BATCHES = 1_000;

  @Test
  @Timeout(120)
  void sendsSharedBytesToEveryViewerWithoutAllocating() throws Exception {
    List<HttpBodyWriter> writers = new ArrayList<>();
    CountDownLatch joined = new CountDownLatch(VIEWERS);
    HttpRouter router =
        HttpRouter.builder()
            .get(
                "/live/{id}.flv",
                exchange -> {
                  writers.add(exchange.respondEndless("video/x-flv"));
                  joined.countDown();
                })
            .build();
    List<Socket> viewers = new ArrayList<>();
    AtomicLong received = new AtomicLong();
    try (EventLoops loops = new EventLoops(1);
        HttpServer server = new HttpServer(loops, HttpConfig.DEFAULT, router, HttpAccessLog.NONE)) {
      InetSocketAddress address = server.bind(new InetSocketAddress("127.0.0.1", 0));
      for (int i = 0; i < VIEWERS; i++) {
        viewers.add(watch(address, received));
      }
      assertTrue(joined.await(10, TimeUnit.SECONDS));
      ByteBuf batch =
          PooledByteBufAllocator.DEFAULT.directBuffer(BATCH_BYTES).writeZero(BATCH_BYTES);

      long bytes =
          loops
              .group()
              .submit(
                  () ->
                      AllocationMeter.bytesAllocated(
                          WARM_UPS, BATCHES, () -> sendToAll(writers, batch)))
              .get();

      batch.release();
      long sent = (WARM_UPS + 5L * BATCHES) * VIEWERS * BATCH_BYTES;
      while (received.get() < sent) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      // A few bytes per thousand writes are the compiler's and the pools' own.
      assertEquals(0, bytes / (BATCHES * VIEWERS), "bytes per batch and viewer; in all " + bytes);
    } finally {
      for (Socket viewer : viewers) {
        viewer.close();
      }
    }
  }

  private static void sendToAll(List<HttpBodyWriter> writers, ByteBuf batch) {
    for (int i = 0; i < writers.size(); i++) {
      HttpBodyWriter writer = writers.get(i);
      writer.write(batch.retainedDuplicate());
      writer.flush();
    }
  }

  /** Reads the head, then counts what follows. */
  private static Socket watch(InetSocketAddress address, AtomicLong received) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket
        .getOutputStream()
        .write("GET /live/a.flv HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    Thread.ofVirtual()
        .start(
            () -> {
              byte[] buffer = new byte[1 << 16];
              try {
                InputStream in = socket.getInputStream();
                while (!endsHead(in)) {}
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  received.addAndGet(n);
                }
              } catch (IOException e) {
                // The test is over.
              }
            });
    return socket;
  }

  /** Reads one line; true when it was the empty one. */
  private static boolean endsHead(InputStream in) throws IOException {
    int length = 0;
    for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
      length += c == '\r' ? 0 : 1;
    }
    return length == 0;
  }
}
