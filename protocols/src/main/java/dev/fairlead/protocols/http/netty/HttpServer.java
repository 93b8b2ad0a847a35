package dev.fairlead.protocols.http.netty;

import dev.fairlead.media.counter.CounterSet;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpCounter;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.transport.EventLoops;
import dev.fairlead.protocols.transport.TcpListener;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves one router on any number of ports. Bind and close from one thread.
 *
 * <p>Connections live on the node's event loops; limits on their number are for all ports together.
 */
public final class HttpServer implements AutoCloseable {
  private final EventLoops loops;
  private final Service service;
  private final CounterSet<HttpCounter> counters = new CounterSet<>(HttpCounter.class);
  private final List<TcpListener> listeners = new ArrayList<>();

  /** Makes a server that listens nowhere yet. */
  public HttpServer(
      EventLoops loops, HttpConfig config, HttpRouter router, HttpAccessLog accessLog) {
    this.loops = loops;
    service = new Service(config, router, accessLog, counters);
  }

  /**
   * Listens without encryption.
   *
   * @param address port 0 takes any free port
   * @return where it listens
   * @throws IOException when the address is taken or not ours
   */
  public InetSocketAddress bind(InetSocketAddress address) throws IOException {
    return bind(address, new PlainPipeline(service));
  }

  /**
   * Listens with encryption, for HTTP/2 and HTTP/1.1.
   *
   * @param address port 0 takes any free port
   * @param tls as {@link HttpTls} makes it
   * @return where it listens
   * @throws IOException when the address is taken or not ours
   */
  public InetSocketAddress bind(InetSocketAddress address, SslContext tls) throws IOException {
    return bind(address, new TlsPipeline(service, tls));
  }

  private InetSocketAddress bind(InetSocketAddress address, ChannelHandler pipeline)
      throws IOException {
    TcpListener listener = TcpListener.bind(loops, address, pipeline);
    listeners.add(listener);
    return listener.address();
  }

  /** What happened so far. */
  public CounterSet<HttpCounter> counters() {
    return counters;
  }

  /** Stops listening and ends each connection when its answer is complete. */
  @Override
  public void close() {
    listeners.forEach(TcpListener::close);
    listeners.clear();
    service.drain();
  }
}
