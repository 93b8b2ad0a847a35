package dev.fairlead.protocols.http.netty;

import dev.fairlead.protocols.http.wire.Forwarding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is and how it addressed us, believing proxies that are trusted and nobody else.
 * Any thread.
 */
final class Origins {
  private final Service service;

  Origins(Service service) {
    this.service = service;
  }

  /** The nearest address on the way here that is not a trusted proxy's. */
  InetSocketAddress remote(AnswerSink sink) {
    InetSocketAddress socket = sink.socketRemote();
    if (!isProxied(sink)) {
      return socket;
    }
    String forwarded = sink.requestHeader("forwarded");
    String forwardedFor = sink.requestHeader("x-forwarded-for");
    List<String> hops =
        forwarded != null
            ? Forwarding.forwarded(forwarded)
            : forwardedFor != null ? Forwarding.forwardedFor(forwardedFor) : List.of();
    InetAddress client = null;
    for (String hop : hops) {
      InetAddress address = literal(hop);
      if (address == null) {
        break;
      }
      client = address;
      if (!service.isTrusted(address)) {
        break;
      }
    }
    return client == null ? socket : new InetSocketAddress(client, 0);
  }

  /** Never asks a resolver: the text is a stranger's. */
  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Scheme and authority. */
  String origin(AnswerSink sink) {
    String scheme = null;
    String host = null;
    if (isProxied(sink)) {
      String forwarded = sink.requestHeader("forwarded");
      if (forwarded != null) {
        scheme = Forwarding.lastParameter(forwarded, "proto");
        host = Forwarding.lastParameter(forwarded, "host");
      } else {
        scheme = sink.requestHeader("x-forwarded-proto");
        host = sink.requestHeader("x-forwarded-host");
      }
    }
    if (scheme == null || !(scheme.equals("http") || scheme.equals("https"))) {
      scheme = sink.isSecure() ? "https" : "http";
    }
    return scheme + "://" + authority(sink, host);
  }

  private static String authority(AnswerSink sink, @Nullable String forwarded) {
    if (forwarded != null && Forwarding.isAuthority(forwarded)) {
      return forwarded;
    }
    String host = sink.requestHeader("host");
    if (host != null && Forwarding.isAuthority(host)) {
      return host;
    }
    InetSocketAddress local = sink.socketLocal();
    String address = local.getAddress().getHostAddress();
    return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + local.getPort();
  }

  private boolean isProxied(AnswerSink sink) {
    InetAddress address = sink.socketRemote().getAddress();
    return address != null && service.isTrusted(address);
  }
}
