package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.HttpLimits;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Sets up unencrypted HTTP/1.1 connections. Any thread. */
final class PlainPipeline extends ChannelInitializer<SocketChannel> {
  /** Name of the request decoder in a pipeline, for whoever takes its place. */
  static final String DECODER = "http1-decoder";

  private final Service service;

  PlainPipeline(Service service) {
    this.service = service;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    if (service.admission().admit(channel)) {
      addHttp1(channel.pipeline(), service, false);
    }
  }

  /** Puts HTTP/1.1 at the end of {@code pipeline}. */
  static void addHttp1(ChannelPipeline pipeline, Service service, boolean secure) {
    HttpLimits limits = service.config().limits();
    pipeline.addLast(
        DECODER,
        new HttpRequestDecoder(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxRequestLineBytes())
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setStrictLineParsing(true)));
    pipeline.addLast(new Http1Connection(service, secure));
  }
}
