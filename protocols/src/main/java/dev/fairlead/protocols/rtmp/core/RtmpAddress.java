package dev.fairlead.protocols.rtmp.core;

import dev.fairlead.protocols.rtmp.wire.PercentEncoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a peer wants to reach, put together from the application, the connection's URL and the name
 * in publish or play. Encoders split one URL between the three in every possible way: {@code
 * live/KEY} and no name, {@code live/} and {@code KEY}, no application at all, the whole URL as
 * name.
 *
 * @param application first segment of the path, empty when there is none
 * @param name the rest, percent-decoded, without slashes at its ends; may be empty
 * @param parameters of every query on the way, the last value of each
 */
record RtmpAddress(String application, String name, Map<String, String> parameters) {
  /** Longest application, URL or name. Signed tokens stay under 2 kB. */
  static final int MAX_CHARS = 4_096;

  /** Parameters of one URL. */
  static final int MAX_PARAMETERS = 32;

  private static final String SCHEME_END = "://";

  static RtmpAddress of(String app, String tcUrl, String name) {
    if (app.length() > MAX_CHARS || tcUrl.length() > MAX_CHARS || name.length() > MAX_CHARS) {
      throw new RtmpException(CloseReason.PROTOCOL_ERROR, "URL is too long");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    String urlPath = withoutHost(withoutQuery(tcUrl, parameters));
    String appPath = withoutQuery(app, parameters);
    String namePath = withoutQuery(name, parameters);
    List<String> segments = new ArrayList<>();
    if (namePath.contains(SCHEME_END)) {
      addSegments(withoutHost(namePath), segments);
    } else {
      addSegments(appPath.isBlank() ? urlPath : appPath, segments);
      addSegments(namePath, segments);
    }
    return segments.isEmpty()
        ? new RtmpAddress("", "", parameters)
        : new RtmpAddress(
            segments.getFirst(),
            String.join("/", segments.subList(1, segments.size())),
            parameters);
  }

  private static String withoutHost(String url) {
    int scheme = url.indexOf(SCHEME_END);
    if (scheme < 0) {
      return "";
    }
    int path = url.indexOf('/', scheme + SCHEME_END.length());
    return path < 0 ? "" : url.substring(path);
  }

  private static String withoutQuery(String path, Map<String, String> parameters) {
    int query = path.indexOf('?');
    if (query < 0) {
      return path;
    }
    for (String pair : path.substring(query + 1).split("&", MAX_PARAMETERS + 1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && parameters.size() < MAX_PARAMETERS) {
        parameters.put(
            PercentEncoding.decoded(pair.substring(0, equals)),
            PercentEncoding.decoded(pair.substring(equals + 1)));
      }
    }
    return path.substring(0, query);
  }

  private static void addSegments(String path, List<String> segments) {
    for (String segment : path.split("/")) {
      if (!segment.isBlank()) {
        segments.add(PercentEncoding.decoded(segment.strip()));
      }
    }
  }
}
