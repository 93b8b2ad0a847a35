package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpCounter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

/** Sets up encrypted connections: HTTP/2 or HTTP/1.1 as the client asks by ALPN. Any thread. */
final class TlsPipeline extends ChannelInitializer<SocketChannel> {
  private final Service service;
  private final SslContext context;

  TlsPipeline(Service service, SslContext context) {
    this.service = service;
    this.context = context;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (!service.admission().admit(channel)) {
      return;
    }
    SslHandler tls = context.newHandler(channel.alloc());
    tls.setHandshakeTimeoutMillis(service.config().limits().headerTimeoutMs());
    channel.pipeline().addLast(tls, new Negotiated(service));
  }

  /** Replaces itself by what was agreed on. */
  private static final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final Service service;
    private boolean failed;

    Negotiated(Service service) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.service = service;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        Http2Connection.addTo(context.pipeline(), service, true);
      } else {
        PlainPipeline.addHttp1(context.pipeline(), service, true);
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      fail(context);
    }

    /** What is no TLS at all comes here and not, or not only, as a failed handshake. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(context);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Nothing follows a close.
    private void fail(ChannelHandlerContext context) {
      if (!failed) {
        failed = true;
        service.count(HttpCounter.TLS_FAILED);
      }
      context.close();
    }
  }
}
