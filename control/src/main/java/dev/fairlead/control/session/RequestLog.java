package dev.fairlead.control.session;

import dev.fairlead.control.logging.LogFields;
import dev.fairlead.protocols.http.HttpAccessLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs every HTTP request as one line. Any thread; never blocks. */
public final class RequestLog implements HttpAccessLog {
  private static final Logger LOG = System.getLogger(RequestLog.class.getName());

  private final AddressDetail addresses;

  /**
   * @param addresses how much of clients' addresses is logged
   */
  public RequestLog(AddressDetail addresses) {
    this.addresses = addresses;
  }

  @Override
  public void answered(Access access) {
    LOG.log(
        Level.INFO,
        "request",
        new LogFields()
            .with("method", access.method())
            .with("target", access.target())
            .with("status", access.status())
            .with("bytes", access.bodyBytes())
            .with("duration_us", access.durationNs() / 1_000)
            .with("protocol", access.protocol())
            .with("remote", addresses.of(access.remote()))
            .with("agent", access.agent())
            .with("complete", access.complete()));
  }
}
