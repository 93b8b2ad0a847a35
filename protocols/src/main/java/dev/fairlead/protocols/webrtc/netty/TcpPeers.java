package dev.fairlead.protocols.webrtc.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.srtp.core.SrtpEngine;
import dev.fairlead.protocols.webrtc.bridge.WebRtcCounter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Sets up each TCP connection of a peer. Any thread. */
@ChannelHandler.Sharable
final class TcpPeers extends ChannelInitializer<Channel> {
  private static final int MAX_FRAME_BYTES = TcpPeer.LENGTH_BYTES + SrtpEngine.MAX_PACKET_BYTES;

  private final Function<EventLoop, LoopEndpoint> endpoints;
  private final CounterSet<WebRtcCounter> counters;
  private final AtomicInteger unnamed = new AtomicInteger();

  /**
   * @param endpoints the end of a loop, or of another where it has none
   */
  TcpPeers(Function<EventLoop, LoopEndpoint> endpoints, CounterSet<WebRtcCounter> counters) {
    this.endpoints = endpoints;
    this.counters = counters;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel
        .pipeline()
        .addLast(
            new LengthFieldBasedFrameDecoder(
                MAX_FRAME_BYTES, 0, TcpPeer.LENGTH_BYTES, 0, TcpPeer.LENGTH_BYTES))
        .addLast(new TcpPeer(channel, endpoints.apply(channel.eventLoop()), unnamed, counters));
  }
}
