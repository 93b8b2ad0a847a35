package dev.fairlead.conformance.interop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Reads {@code /live/ID.flv} from a bare socket, as fast or as slowly as the test wants (Adobe
 * Video File Format Specification 10.1 §E.4).
 */
final class FlvReader implements AutoCloseable {
  static final int AUDIO = 8;
  static final int VIDEO = 9;

  private static final int MAX_TAG_BYTES = 16 << 20;
  private static final int TIMEOUT_MS = 20_000;

  private final Socket socket;
  private final DataInputStream in;

  /**
   * Connects and reads up to the first tag.
   *
   * @param receiveBytes the kernel's receive buffer; small for a viewer that is to fall behind
   */
  FlvReader(String url, int receiveBytes) {
    try {
      URI uri = URI.create(url);
      socket = new Socket();
      socket.setReceiveBufferSize(receiveBytes);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()), TIMEOUT_MS);
      // HTTP/1.0: the body is the rest of the connection, without chunks.
      socket
          .getOutputStream()
          .write(
              ("GET " + uri.getPath() + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 8192));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads status and headers, then the file header. */
  void readHeader() {
    try {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      if (!head.toString().startsWith("HTTP/1.1 200")
          && !head.toString().startsWith("HTTP/1.0 200")) {
        throw new AssertionError(head);
      }
      byte[] header = in.readNBytes(13);
      if (header[0] != 'F' || header[1] != 'L' || header[2] != 'V') {
        throw new AssertionError("not FLV after " + head);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next tag, or null at the end. */
  Tag next() {
    try {
      int type = in.readUnsignedByte();
      int bytes = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      if (bytes > MAX_TAG_BYTES) {
        throw new AssertionError("tag of " + bytes + " bytes");
      }
      int low = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int timestampMs = in.readUnsignedByte() << 24 | low;
      in.skipNBytes(3);
      byte[] body = in.readNBytes(bytes);
      int back = in.readInt();
      if (body.length != bytes || back != bytes + 11) {
        throw new AssertionError("broken tag of " + bytes + " bytes, back pointer " + back);
      }
      return new Tag(type & 0x1f, timestampMs, body);
    } catch (EOFException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Breaks the connection without a goodbye. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads some bytes, whatever they are. */
  void readAtLeast(int bytes) {
    try {
      if (in.readNBytes(bytes).length < bytes) {
        throw new AssertionError("ended before " + bytes + " bytes");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One tag.
   *
   * @param type of media
   * @param timestampMs decoding time
   * @param body with the codec's header
   */
  record Tag(int type, int timestampMs, byte[] body) {
    boolean isPicture() {
      return type == VIDEO && body.length > 5 && body[1] == 1;
    }

    boolean isKeyPicture() {
      return isPicture() && (body[0] >> 4 & 7) == 1;
    }
  }
}
