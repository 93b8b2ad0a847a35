package dev.fairlead.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Plays one name over RTMP and throws the media away. Confined to its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A broken connection shows as a lost viewer.
final class RtmpViewer extends ChannelInboundHandlerAdapter {
  private static final int CLIENT_CHUNK_BYTES = 128;

  /** Acknowledged this often, well within the windows that servers ask for. */
  private static final long ACKNOWLEDGE_BYTES = 1 << 20;

  private static final int ACKNOWLEDGEMENT = 3;

  private final RtmpUrl url;
  private final ViewerTally tally;
  private final PictureCheck check;
  private final RtmpChunks chunks = new RtmpChunks(this::message);
  private final byte[] serverHello = new byte[1 + RtmpText.HANDSHAKE_BYTES];

  private @Nullable ChannelHandlerContext active;
  private int handshakeBytes;
  private long received;
  private long acknowledged;

  RtmpViewer(RtmpUrl url, ViewerTally tally) {
    this.url = url;
    this.tally = tally;
    check = new PictureCheck(tally);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    active = context;
    tally.connected.increment();
    ByteBuf hello = context.alloc().buffer();
    hello.writeByte(3).writeZero(RtmpText.HANDSHAKE_BYTES);
    context.writeAndFlush(hello);
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      tally.bytes.add(in.readableBytes());
      received += in.readableBytes();
      handshake(in);
      chunks.receive(in);
      acknowledge();
    } finally {
      in.release();
    }
  }

  private void handshake(ByteBuf in) {
    int wanted = 1 + 2 * RtmpText.HANDSHAKE_BYTES;
    while (handshakeBytes < wanted && in.isReadable()) {
      if (handshakeBytes < serverHello.length) {
        int piece = Math.min(in.readableBytes(), serverHello.length - handshakeBytes);
        in.readBytes(serverHello, handshakeBytes, piece);
        handshakeBytes += piece;
        if (handshakeBytes == serverHello.length) {
          ChannelHandlerContext context = context();
          ByteBuf echo = context.alloc().buffer();
          echo.writeBytes(serverHello, 1, RtmpText.HANDSHAKE_BYTES);
          ByteBuf body = context.alloc().buffer();
          RtmpText.message(
              echo,
              3,
              RtmpText.COMMAND,
              0,
              0,
              RtmpText.connect(body, url.app(), url.tcUrl()),
              CLIENT_CHUNK_BYTES);
          context.writeAndFlush(echo);
        }
      } else {
        int piece = Math.min(in.readableBytes(), wanted - handshakeBytes);
        in.skipBytes(piece);
        handshakeBytes += piece;
      }
    }
  }

  private void message(int type, int stream, long timestampMs, byte[] prefix, int length) {
    if (type == RtmpText.COMMAND) {
      command(prefix, length);
    } else {
      check.tag(type, timestampMs, prefix, length, System.nanoTime());
    }
  }

  private void command(byte[] body, int length) {
    ChannelHandlerContext context = context();
    String text = new String(body, 0, length, StandardCharsets.ISO_8859_1);
    if (text.startsWith("_error", 3) || text.contains("NetStream.Play.StreamNotFound")) {
      tally.error("refused: " + text);
      context.close();
    } else if (text.startsWith("_result", 3)) {
      double transaction = ByteBuffer.wrap(body).getDouble(11);
      ByteBuf out = context.alloc().buffer();
      ByteBuf command = context.alloc().buffer();
      if (transaction == 1) {
        RtmpText.nothing(RtmpText.number(RtmpText.string(command, "createStream"), 2));
        RtmpText.message(out, 3, RtmpText.COMMAND, 0, 0, command, CLIENT_CHUNK_BYTES);
      } else {
        // The new message stream's number is the last value of the answer.
        int stream = (int) ByteBuffer.wrap(body).getDouble(length - 8);
        RtmpText.string(
            RtmpText.nothing(RtmpText.number(RtmpText.string(command, "play"), 0)), url.name());
        RtmpText.message(out, 8, RtmpText.COMMAND, stream, 0, command, CLIENT_CHUNK_BYTES);
      }
      context.writeAndFlush(out);
    }
  }

  private void acknowledge() {
    if (received - acknowledged >= ACKNOWLEDGE_BYTES) {
      ChannelHandlerContext context = context();
      acknowledged = received;
      ByteBuf body = context.alloc().buffer(4).writeInt((int) received);
      ByteBuf out = context.alloc().buffer();
      RtmpText.message(out, 2, ACKNOWLEDGEMENT, 0, 0, body, CLIENT_CHUNK_BYTES);
      context.writeAndFlush(out);
    }
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext known = active;
    assert known != null : "connected";
    return known;
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
