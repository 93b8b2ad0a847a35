package dev.fairlead.benchmarks.load;

import java.net.URI;

/**
 * {@code rtmp://host:port/app/name}.
 *
 * @param host where
 * @param port where
 * @param app application
 * @param name what to publish or play
 */
record RtmpUrl(String host, int port, String app, String name) {
  private static final int DEFAULT_PORT = 1935;

  static RtmpUrl parse(String url) {
    URI uri = URI.create(url);
    String path = uri.getPath().substring(1);
    int slash = path.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not rtmp://host/app/name: " + url);
    }
    return new RtmpUrl(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        path.substring(0, slash),
        path.substring(slash + 1));
  }

  String tcUrl() {
    return "rtmp://" + host + ":" + port + "/" + app;
  }
}
