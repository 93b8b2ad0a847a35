package dev.fairlead.protocols.http;

import java.util.List;

/**
 * How one server serves. Immutable.
 *
 * @param limits what clients are granted
 * @param cors what pages of other origins may do, unless a route says otherwise
 * @param trustedProxies addresses whose {@code Forwarded} and {@code X-Forwarded-*} headers are
 *     believed, and which no limit per connection or address applies to
 */
public record HttpConfig(HttpLimits limits, CorsPolicy cors, List<AddressBlock> trustedProxies) {
  /** Copies the list. */
  public HttpConfig {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** A public node: media for any page, proxies trusted on the same machine only. */
  public static final HttpConfig DEFAULT =
      new HttpConfig(HttpLimits.DEFAULT, CorsPolicy.MEDIA, AddressBlock.LOOPBACK);
}
