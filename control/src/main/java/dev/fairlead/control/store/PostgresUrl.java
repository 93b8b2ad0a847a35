package dev.fairlead.control.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The address of a PostgreSQL database, as its own tools write it. */
public final class PostgresUrl {
  private PostgresUrl() {}

  /**
   * As the driver wants it.
   *
   * @throws IllegalArgumentException when it is none; the message never holds the password
   */
  public static String jdbc(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw invalid();
    }
    String scheme = uri.getScheme();
    String database = uri.getPath();
    boolean known = "postgresql".equals(scheme) || "postgres".equals(scheme);
    if (!known || uri.getHost() == null || database == null || database.length() < 2) {
      throw invalid();
    }
    StringBuilder jdbc = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
    if (uri.getPort() > 0) {
      jdbc.append(':').append(uri.getPort());
    }
    jdbc.append(database);
    char separator = '?';
    String user = uri.getUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      jdbc.append(separator)
          .append("user=")
          .append(encoded(colon < 0 ? user : user.substring(0, colon)));
      separator = '&';
      if (colon >= 0) {
        jdbc.append("&password=").append(encoded(user.substring(colon + 1)));
      }
    }
    if (uri.getRawQuery() != null) {
      jdbc.append(separator).append(uri.getRawQuery());
    }
    return jdbc.toString();
  }

  /** The address as it may be shown. */
  public static String withoutPassword(String url) {
    return url.replaceFirst("(://[^:/@]*):[^@]*@", "$1:***@");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException invalid() {
    return new IllegalArgumentException(
        "a store is named as postgresql://USER:PASSWORD@HOST:PORT/DATABASE");
  }
}
