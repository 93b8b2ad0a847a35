package dev.fairlead.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk got from one URL as fast as it could ask.
 *
 * @param requests answered
 * @param cpuUs of the server meanwhile
 */
record WrkRun(long requests, long cpuUs) {
  private static final int CONNECTIONS = 32;
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

  /** Asks for {@code url} for some seconds; anything but success is an error. */
  static WrkRun run(URI url, int seconds, ServerProcess server)
      throws IOException, InterruptedException {
    long beforeUs = server.cpuUs();
    String text =
        ChildProcess.output(
            List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", url.toString()));
    long cpuUs = server.cpuUs() - beforeUs;
    Matcher requests = REQUESTS.matcher(text);
    if (text.contains("Non-2xx") || text.contains("Socket errors") || !requests.find()) {
      throw new IOException(url + ": " + text);
    }
    return new WrkRun(Long.parseLong(requests.group(1)), cpuUs);
  }

  double requestsPerCpuSecond() {
    return requests * 1e6 / cpuUs;
  }
}
