package dev.fairlead.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Whole answers over one kept-alive connection. Confined to one thread. */
final class HttpGet implements AutoCloseable {
  private static final int TIMEOUT_MS = (int) TimeUnit.SECONDS.toMillis(30);

  /** Longer answers are an error of the server: our segments stay under 4 MB. */
  private static final int MAX_BODY_BYTES = 64 << 20;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final String authority;

  HttpGet(URI server) throws IOException {
    authority = server.getAuthority();
    socket.setSoTimeout(TIMEOUT_MS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MS);
    in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
  }

  /** The body of a 200; anything else is an error. */
  byte[] get(String target) throws IOException {
    String request = "GET " + target + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = line();
    int length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).trim());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
    }
    byte[] body = chunked ? chunks() : exactly(length);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException(status + " for " + target);
    }
    return body;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int length = Integer.parseInt(line(), 16);
        length > 0;
        length = Integer.parseInt(line(), 16)) {
      body.write(exactly(length));
      line();
    }
    line();
    return body.toByteArray();
  }

  private byte[] exactly(int length) throws IOException {
    if (length < 0 || length > MAX_BODY_BYTES) {
      throw new IOException("body of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("answer broken off");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("connection closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
