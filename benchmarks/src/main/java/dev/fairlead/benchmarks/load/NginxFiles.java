package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx as it would serve HLS files: one worker, sendfile, connections kept. One thread. */
final class NginxFiles implements AutoCloseable {
  private static final long START_MS = 1_000;

  private final Path root;
  private final int port;
  private final ChildProcess process;
  private int files;

  /**
   * @param keepOpen whether it keeps files open; then it does not look whether they changed
   */
  NginxFiles(Path folder, String cpu, boolean keepOpen) throws IOException, InterruptedException {
    root = Files.createDirectories(folder.resolve("files"));
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        worker_processes 1;
        daemon off;
        master_process off;
        pid %1$s/nginx.pid;
        error_log %1$s/nginx.log warn;
        events { worker_connections 4096; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          tcp_nodelay on;
          keepalive_timeout 65;
          keepalive_requests 1000000000;
          %4$s
          types {
            application/vnd.apple.mpegurl m3u8;
            video/mp4 m4s;
          }
          server {
            listen 127.0.0.1:%2$d;
            root %3$s;
            add_header Access-Control-Allow-Origin *;
            add_header Cache-Control "public, max-age=86400, immutable";
          }
        }
        """
            .formatted(folder, port, root, keepOpen ? "open_file_cache max=1000;" : ""));
    process =
        ChildProcess.pinned(
            cpu, List.of("nginx", "-c", config.toString(), "-p", folder.toString()));
    Thread.sleep(START_MS);
  }

  /** Puts a file in place and tells its address, which is new each time. */
  URI put(String path, byte[] bytes) throws IOException {
    String name = files + path;
    files++;
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return URI.create("http://127.0.0.1:" + port + "/" + name);
  }

  ServerProcess server() {
    return new ServerProcess(List.of(process.pid()));
  }

  @Override
  public void close() {
    process.close();
  }
}
