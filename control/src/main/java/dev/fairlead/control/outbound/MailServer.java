package dev.fairlead.control.outbound;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Where mails are handed over.
 *
 * @param host name or address
 * @param port of it
 * @param tls whether TLS comes before the first word; otherwise it is begun by STARTTLS where the
 *     server offers it
 * @param user empty for none
 * @param password of the user
 */
public record MailServer(String host, int port, boolean tls, String user, String password) {
  /** RFC 6409 §3.1: where mails are submitted. */
  private static final int SUBMISSION_PORT = 587;

  /** RFC 8314 §3.3: the same inside of TLS. */
  private static final int SUBMISSIONS_PORT = 465;

  /** Never the password. */
  @Override
  public String toString() {
    return "MailServer[" + host + ":" + port + "]";
  }

  /**
   * Reads an address such as {@code smtps://USER:PASSWORD@HOST:PORT}.
   *
   * @throws IllegalArgumentException when it is none; the message says why and holds no secret
   */
  public static MailServer of(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("this is no address", e);
    }
    boolean tls = "smtps".equals(uri.getScheme());
    if ((!tls && !"smtp".equals(uri.getScheme())) || uri.getHost() == null) {
      throw new IllegalArgumentException("an address begins with smtp:// or smtps:// and a host");
    }
    String credentials = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
    int colon = credentials.indexOf(':');
    int port = uri.getPort() > 0 ? uri.getPort() : tls ? SUBMISSIONS_PORT : SUBMISSION_PORT;
    return new MailServer(
        uri.getHost(),
        port,
        tls,
        decoded(colon < 0 ? credentials : credentials.substring(0, colon)),
        decoded(colon < 0 ? "" : credentials.substring(colon + 1)));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
