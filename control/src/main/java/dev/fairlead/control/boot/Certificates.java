package dev.fairlead.control.boot;

import dev.fairlead.control.config.Settings;
import dev.fairlead.protocols.http.netty.HttpTls;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;

/** Reads the configured certificate and says which key to change when it cannot be used. */
final class Certificates {
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
          "tls.certificate %s with tls.key %s cannot be used: %s"
              .formatted(tls.certificate(), tls.key(), cause.getMessage()),
          e);
    }
  }
}
