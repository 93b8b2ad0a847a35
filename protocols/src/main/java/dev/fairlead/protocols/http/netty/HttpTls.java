package dev.fairlead.protocols.http.netty;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/** Makes what {@link HttpServer#bind} needs for HTTPS. Stateless. */
public final class HttpTls {
  private HttpTls() {}

  /**
   * TLS 1.2 and 1.3 with HTTP/2 and HTTP/1.1 by ALPN.
   *
   * @param certificateChain PEM file, the server's own certificate first
   * @param privateKey PEM file in PKCS #8, not encrypted
   * @throws IOException when a file cannot be read or is not what it should be
   */
  public static SslContext serverContext(Path certificateChain, Path privateKey)
      throws IOException {
    return serverContext(
        SslContextBuilder.forServer(certificateChain.toFile(), privateKey.toFile()));
  }

  /** The same for keys that are not in files. */
  static SslContext serverContext(SslContextBuilder builder) throws SSLException {
    return builder
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }
}
