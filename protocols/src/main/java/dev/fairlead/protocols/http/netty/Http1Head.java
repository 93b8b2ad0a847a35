package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.wire.ReasonPhrase;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes status line and header section of HTTP/1.1 answers (RFC 9112 §4, §5). Confined to one
 * event loop.
 *
 * <p>A head is put together in an array and copied out once: copying a string into an array is one
 * move of memory, into a buffer it is a loop over characters.
 */
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
  private static final int USUAL_BYTES = 1_024;

  /** Digits of the longest number. */
  private static final int MAX_DIGITS = 19;

  // Scratch.
  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  /**
   * Puts a whole head together; it is good until the next call.
   *
   * @param dateLine with its line end
   * @param contentLength with {@link Framing#LENGTH}; {@link AnswerSink#NO_LENGTH} for none
   * @param keepAlive whether another answer may follow
   * @param sayKeepAlive whether the client must be told so (it speaks 1.0)
   * @return its length in bytes
   */
  int assemble(
      int status,
      AnswerHeaders headers,
      byte[] dateLine,
      Framing framing,
      long contentLength,
      boolean keepAlive,
      boolean sayKeepAlive) {
    length = 0;
    put(STATUS_LINES[status]);
    put(dateLine);
    for (int i = 0; i < headers.count(); i++) {
      put(headers.name(i));
      put(':', ' ');
      put(headers.value(i));
      put('\r', '\n');
    }
    if (framing == Framing.CHUNKED) {
      put(CHUNKED);
    } else if (framing == Framing.LENGTH && contentLength != AnswerSink.NO_LENGTH) {
      put(CONTENT_LENGTH);
      putDecimal(contentLength);
      put('\r', '\n');
    }
    if (!keepAlive) {
      put(CLOSE);
    } else if (sayKeepAlive) {
      put(KEEP_ALIVE);
    }
    put('\r', '\n');
    return length;
  }

  /** Appends what was put together. */
  void writeTo(ByteBuf out) {
    out.writeBytes(bytes, 0, length);
  }

  private void put(byte[] text) {
    require(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  /** The low byte of each character, which is all there is: headers were checked to be ASCII. */
  @SuppressWarnings("deprecation") // It is deprecated for text that is not ASCII.
  private void put(String text) {
    require(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
  }

  private void put(char first, char second) {
    require(2);
    bytes[length++] = (byte) first;
    bytes[length++] = (byte) second;
  }

  private void putDecimal(long value) {
    require(MAX_DIGITS);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void require(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * (length + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
