package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.wire.ReasonPhrase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Writes status line and header section of HTTP/1.1 answers (RFC 9112 §4, §5). Stateless. */
final class Http1Head {
  /** How the end of the body is told (RFC 9112 §6.3). */
  enum Framing {
    /** By {@code content-length}, or there is none. */
    LENGTH,
    /** By the last chunk. */
    CHUNKED,
    /** By the end of the connection. */
    CLOSE
  }

  private static final int MAX_STATUS = 599;
  private static final byte[][] STATUS_LINES = new byte[MAX_STATUS + 1][];

  static {
    for (int status = 100; status <= MAX_STATUS; status++) {
      STATUS_LINES[status] = ascii("HTTP/1.1 " + status + " " + ReasonPhrase.of(status) + "\r\n");
    }
  }

  private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
  private static final int CRLF = '\r' << 8 | '\n';
  private static final int COLON_SPACE = ':' << 8 | ' ';

  private Http1Head() {}

  /**
   * Appends a whole head.
   *
   * @param dateLine with its line end
   * @param contentLength with {@link Framing#LENGTH}; {@link AnswerSink#NO_LENGTH} for none
   * @param keepAlive whether another answer may follow
   * @param sayKeepAlive whether the client must be told so (it speaks 1.0)
   */
  static void write(
      ByteBuf out,
      int status,
      AnswerHeaders headers,
      byte[] dateLine,
      Framing framing,
      long contentLength,
      boolean keepAlive,
      boolean sayKeepAlive) {
    out.writeBytes(STATUS_LINES[status]);
    out.writeBytes(dateLine);
    for (int i = 0; i < headers.count(); i++) {
      ByteBufUtil.writeAscii(out, headers.name(i));
      out.writeShort(COLON_SPACE);
      ByteBufUtil.writeAscii(out, headers.value(i));
      out.writeShort(CRLF);
    }
    if (framing == Framing.CHUNKED) {
      out.writeBytes(CHUNKED);
    } else if (framing == Framing.LENGTH && contentLength != AnswerSink.NO_LENGTH) {
      out.writeBytes(CONTENT_LENGTH);
      writeDecimal(out, contentLength);
      out.writeShort(CRLF);
    }
    if (!keepAlive) {
      out.writeBytes(CLOSE);
    } else if (sayKeepAlive) {
      out.writeBytes(KEEP_ALIVE);
    }
    out.writeShort(CRLF);
  }

  /** Appends a number that is not negative. */
  static void writeDecimal(ByteBuf out, long value) {
    long scale = 1;
    while (value / scale >= 10) {
      scale *= 10;
    }
    for (; scale > 0; scale /= 10) {
      out.writeByte('0' + (int) (value / scale % 10));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
