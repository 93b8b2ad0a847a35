package dev.fairlead.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks for one endless answer and passes on its body. Confined to its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A broken connection shows as a lost viewer.
final class HttpBody extends ChannelInboundHandlerAdapter {
  private final URI url;
  private final ViewerTally tally;
  private final Taker taker;
  private final StringBuilder head = new StringBuilder();
  private boolean inBody;

  /** Takes the body piece by piece. */
  interface Taker {
    /** Borrowed; read to the end. */
    void body(ByteBuf bytes);
  }

  HttpBody(URI url, ViewerTally tally, Taker taker) {
    this.url = url;
    this.tally = tally;
    this.taker = taker;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    tally.connected.increment();
    String request =
        "GET " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n";
    active.writeAndFlush(
        active.alloc().buffer().writeBytes(request.getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      tally.bytes.add(in.readableBytes());
      while (!inBody && in.isReadable()) {
        head.append((char) in.readByte());
        int length = head.length();
        if (head.charAt(length - 1) == '\n' && length > 4 && head.charAt(length - 3) == '\n') {
          headComplete(reading);
        }
      }
      if (in.isReadable()) {
        taker.body(in);
      }
    } finally {
      in.release();
    }
  }

  private void headComplete(ChannelHandlerContext reading) {
    inBody = true;
    if (!head.toString().startsWith("HTTP/1.1 200") || head.indexOf("chunked") >= 0) {
      tally.error(head.substring(0, head.indexOf("\r")));
      reading.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    tally.lost.increment();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext broken, Throwable cause) {
    tally.error(cause.toString());
    broken.close();
  }
}
