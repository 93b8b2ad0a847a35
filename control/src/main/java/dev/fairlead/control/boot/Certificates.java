package dev.fairlead.control.boot;

import dev.fairlead.control.config.Settings;
import dev.fairlead.protocols.http.netty.HttpTls;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads the configured certificate and says which key to change when it cannot be used. */
final class Certificates {
  private static final Pattern TRADITIONAL = Pattern.compile("BEGIN (RSA|EC|DSA) PRIVATE KEY");

  /** A key of 16,384 bits in PEM stays below. */
  private static final long MAX_KEY_BYTES = 1 << 16;

  private Certificates() {}

  private interface Reading {
    SslContext read() throws IOException;
  }

  /** For HTTP/2 and HTTP/1.1. */
  static SslContext forHttp(Settings.Tls tls) throws StartupException {
    return read(tls, () -> HttpTls.serverContext(tls.certificate(), tls.key()));
  }

  /** For RTMP, which names no protocol within TLS. */
  static SslContext forRtmp(Settings.Tls tls) throws StartupException {
    return read(
        tls,
        () ->
            SslContextBuilder.forServer(tls.certificate().toFile(), tls.key().toFile())
                .protocols("TLSv1.3", "TLSv1.2")
                .build());
  }

  private static SslContext read(Settings.Tls tls, Reading reading) throws StartupException {
    try {
      return reading.read();
    } catch (IOException | IllegalArgumentException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartupException(
          isTraditional(tls.key())
              ? "tls.key: %1$s is not PKCS #8; make it so with openssl pkcs8 -topk8 -nocrypt -in %1$s"
                  .formatted(tls.key())
              : "tls.certificate %s with tls.key %s cannot be used: %s"
                  .formatted(tls.certificate(), tls.key(), cause.getMessage()),
          e);
    }
  }

  /** Whether it is a key in the form of PKCS #1 or SEC 1, which many tools write by default. */
  private static boolean isTraditional(Path key) {
    try {
      return Files.size(key) <= MAX_KEY_BYTES
          && TRADITIONAL.matcher(Files.readString(key, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException e) {
      return false;
    }
  }
}
