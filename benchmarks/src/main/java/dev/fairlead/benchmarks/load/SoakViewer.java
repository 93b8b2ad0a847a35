package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One viewer after another, each of some output for some seconds: most watch, some stop reading,
 * some lie. A virtual thread of its own.
 */
final class SoakViewer implements Runnable {
  private static final int MIN_VISIT_MS = 2_000;
  private static final int MAX_VISIT_MS = 30_000;
  private static final int CONNECT_TIMEOUT_MS = 10_000;

  /** Long enough for a node to notice that nobody reads. */
  private static final int STALL_MS = 30_000;

  /** So small that what a node may have under way for this peer is soon used up. */
  private static final int STALLED_BUFFER_BYTES = 4_096;

  private static final double STALL_SHARE = 0.08;
  private static final double LIE_SHARE = 0.08;

  private final NodeProcess node;
  private final List<NodeProcess.Channel> channels;
  private final Map<SoakOutput, ViewerTally> tallies;
  private final ScheduledExecutorService clock;
  private final AtomicBoolean stopped;
  private final SoakLies lies;
  private final Random random;

  /**
   * @param tallies what viewers of each output got
   * @param clock ends visits
   * @param stopped tells to leave
   * @param seed decides what this one does
   */
  SoakViewer(
      NodeProcess node,
      List<NodeProcess.Channel> channels,
      Map<SoakOutput, ViewerTally> tallies,
      ScheduledExecutorService clock,
      AtomicBoolean stopped,
      long seed) {
    this.node = node;
    this.channels = channels;
    this.tallies = tallies;
    this.clock = clock;
    this.stopped = stopped;
    lies = new SoakLies(node);
    random = new Random(seed);
  }

  @Override
  public void run() {
    try {
      while (!stopped.get()) {
        visit();
        Thread.sleep(random.nextInt(1_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void visit() throws InterruptedException {
    NodeProcess.Channel channel = channels.get(random.nextInt(channels.size()));
    SoakOutput output = SoakOutput.pick(random);
    ViewerTally tally = tallies.get(output);
    assert tally != null : "there is one for each output";
    double manner = random.nextDouble();
    try {
      if (manner < LIE_SHARE) {
        lies.tell(channel, random);
      } else if (manner < LIE_SHARE + STALL_SHARE) {
        stall(output, channel);
      } else {
        watch(output, channel, tally);
      }
    } catch (IOException e) {
      // Nobody was live there, or the broadcast ended.
      tally.error(e.toString());
    }
  }

  private void watch(SoakOutput output, NodeProcess.Channel channel, ViewerTally tally)
      throws IOException, InterruptedException {
    int visitMs = MIN_VISIT_MS + random.nextInt(MAX_VISIT_MS - MIN_VISIT_MS);
    URI url = node.http(output.path(channel));
    switch (output) {
      case RTMP -> {
        try (RtmpClient client = new RtmpClient(RtmpUrl.parse(node.rtmpPlayUrl(channel)))) {
          client.play();
          take(client.in(), visitMs, tally);
        }
      }
      case FLV, TS, MP4 -> {
        try (Socket socket = ask(url, 0)) {
          take(socket.getInputStream(), visitMs, tally);
        }
      }
      case HLS, LL_HLS, HLS_TS -> {
        List<URI> renditions = HlsViewer.renditions(url);
        URI rendition = renditions.get(random.nextInt(renditions.size()));
        HlsViewer viewer = new HlsViewer(rendition, output == SoakOutput.LL_HLS, tally);
        later(viewer::close, visitMs);
        viewer.run();
      }
      case DASH -> {
        DashViewer viewer = new DashViewer(url, tally);
        later(viewer::close, visitMs);
        viewer.watch();
      }
    }
  }

  private void later(Runnable task, int delayMs) {
    var _ = clock.schedule(task, delayMs, TimeUnit.MILLISECONDS);
  }

  private void take(InputStream in, int visitMs, ViewerTally tally) throws IOException {
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(visitMs);
    byte[] buffer = new byte[16 << 10];
    while (!stopped.get() && System.nanoTime() - endNs < 0) {
      int count = in.read(buffer);
      if (count < 0) {
        return;
      }
      tally.bytes.add(count);
    }
  }

  /** Asks for media and reads next to nothing of it. */
  private void stall(SoakOutput output, NodeProcess.Channel channel)
      throws IOException, InterruptedException {
    if (output == SoakOutput.RTMP) {
      try (RtmpClient client = new RtmpClient(RtmpUrl.parse(node.rtmpPlayUrl(channel)))) {
        client.play();
        sleep(STALL_MS);
      }
      return;
    }
    try (Socket socket = ask(node.http(output.path(channel)), STALLED_BUFFER_BYTES)) {
      if (socket.getInputStream().read() >= 0) {
        sleep(STALL_MS);
      }
    }
  }

  private void sleep(int ms) throws InterruptedException {
    for (int left = ms; left > 0 && !stopped.get(); left -= 1_000) {
      Thread.sleep(1_000);
    }
  }

  private static Socket ask(URI url, int receiveBufferBytes) throws IOException {
    Socket socket = new Socket();
    try {
      if (receiveBufferBytes > 0) {
        socket.setReceiveBufferSize(receiveBufferBytes);
      }
      socket.setSoTimeout(CONNECT_TIMEOUT_MS);
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), CONNECT_TIMEOUT_MS);
      String request = "GET " + url.getRawPath() + " HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
