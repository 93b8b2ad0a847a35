package dev.fairlead.protocols.http.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpRouter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server's HTTP/1.1 connection without a socket, its client, and a clock set by hand. */
final class Http1Client implements AutoCloseable {
  private final MockTicker ticker = Ticker.newMockTicker();
  private final List<HttpAccessLog.Access> accesses = new ArrayList<>();
  private final CounterSet<HttpCounter> counters = new CounterSet<>(HttpCounter.class);
  private final Service service;
  private final EmbeddedChannel channel;

  Http1Client(HttpRouter router) {
    this(router, HttpConfig.DEFAULT);
  }

  Http1Client(HttpRouter router, HttpConfig config) {
    service = new Service(config, router, accesses::add, counters);
    channel = EmbeddedChannel.builder().ticker(ticker).build();
    PlainPipeline.addHttp1(channel.pipeline(), service, false);
  }

  /** Sends text as it is, line ends written as \n included. */
  Http1Client send(String text) {
    return sendBytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  Http1Client sendBytes(byte[] bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
    return this;
  }

  /** A GET of {@code target} with further header lines. */
  Http1Client get(String target, String... headers) {
    return request("GET", target, headers);
  }

  Http1Client request(String method, String target, String... headers) {
    StringBuilder text =
        new StringBuilder(method + " " + target + " HTTP/1.1\nHost: example.org\n");
    for (String header : headers) {
      text.append(header).append('\n');
    }
    return send(text.append('\n').toString());
  }

  /** Everything the server wrote since the last call. */
  byte[] receivedBytes() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
      all.writeBytes(piece);
      piece.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  /** The same as text with \n as line end. */
  String received() {
    return new String(receivedBytes(), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
  }

  /** Lets time pass and what is due happen. */
  void pass(long millis) {
    for (long passed = 0; passed < millis; passed += 100) {
      ticker.advance(100, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  EmbeddedChannel channel() {
    return channel;
  }

  Service service() {
    return service;
  }

  List<HttpAccessLog.Access> accesses() {
    return accesses;
  }

  long count(HttpCounter counter) {
    return counters.value(counter);
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }
}
