package dev.fairlead.media.session;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * Someone asks to watch.
 *
 * @param protocol how
 * @param playbackId the public name asked for
 * @param remote the peer's address
 * @param agent what the peer calls itself, empty when it does not say
 * @param parameters what came with the URL, such as an access token
 * @param bearer token of an {@code Authorization: Bearer} header, empty when there is none
 * @param page origin of the page that plays it, empty when the peer names none, {@link #OWN_PAGE}
 *     when it is the node's own
 */
public record PlayRequest(
    Protocol protocol,
    String playbackId,
    InetSocketAddress remote,
    String agent,
    Map<String, String> parameters,
    String bearer,
    String page) {
  /** Stands for the node's own watch page. */
  public static final String OWN_PAGE = "own";

  /** For protocols that know neither pages nor headers. */
  public PlayRequest(
      Protocol protocol,
      String playbackId,
      InetSocketAddress remote,
      String agent,
      Map<String, String> parameters) {
    this(protocol, playbackId, remote, agent, parameters, "", "");
  }

  /** Never the parameters or the token: they are secrets. */
  @Override
  public String toString() {
    return "PlayRequest[" + protocol + ", " + playbackId + "]";
  }
}
