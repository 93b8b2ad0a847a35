package dev.fairlead.control.console;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the outputs of one broadcast are, for one client. Immutable.
 *
 * @param httpOrigin scheme, host and port as that client reaches us
 * @param rtmpPort where RTMP listens, 0 when it does not
 * @param srtPort where SRT listens, 0 when it does not
 */
public record NodeAddresses(String httpOrigin, int rtmpPort, int srtPort) {
  private static final int RTMP_DEFAULT_PORT = 1935;

  /** Every output by its stable word, in the order in which a player should try them. */
  public Map<String, String> of(String playbackId) {
    Map<String, String> urls = new LinkedHashMap<>();
    urls.put("watch", httpOrigin + "/watch/" + playbackId);
    urls.put("hls", httpOrigin + "/hls/" + playbackId + "/index.m3u8");
    urls.put("whep", httpOrigin + "/whep/" + playbackId);
    urls.put("dash", httpOrigin + "/dash/" + playbackId + "/index.mpd");
    urls.put("hls-ts", httpOrigin + "/hls/" + playbackId + "/ts.m3u8");
    urls.put("flv", httpOrigin + "/live/" + playbackId + ".flv");
    urls.put("ts", httpOrigin + "/live/" + playbackId + ".ts");
    urls.put("mp4", httpOrigin + "/live/" + playbackId + ".mp4");
    if (rtmpPort != 0) {
      urls.put("rtmp", rtmp("play") + "/" + playbackId);
    }
    if (srtPort != 0) {
      urls.put("srt", srt("play:" + playbackId));
    }
    return urls;
  }

  /** An SRT URL that asks for {@code streamId}. */
  public String srt(String streamId) {
    return "srt://" + host() + ":" + srtPort + "?streamid=" + streamId;
  }

  /** Base of RTMP URLs under an application's name. */
  public String rtmp(String application) {
    String port = rtmpPort == RTMP_DEFAULT_PORT ? "" : ":" + rtmpPort;
    return "rtmp://" + host() + port + "/" + application;
  }

  private String host() {
    int from = httpOrigin.indexOf("://") + 3;
    int colon = httpOrigin.lastIndexOf(':');
    int bracket = httpOrigin.lastIndexOf(']');
    return httpOrigin.substring(
        from, colon > from && colon > bracket ? colon : httpOrigin.length());
  }
}
