package dev.fairlead.control.auth;

import dev.fairlead.control.json.Field;
import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.outbound.OutboundHttp;
import dev.fairlead.control.stream.PlaybackPolicy;
import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.RefusalReason;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks the address that a tenant named whether somebody may watch: a POST whose body is signed, and
 * of all answers only 200 lets in. Any thread; never blocks; fails closed.
 */
public final class PlaybackWebhook {
  /** Hexadecimal HMAC-SHA256 (RFC 2104 §2) of the body under the stream's webhook secret. */
  static final String SIGNATURE_HEADER = "X-Fairlead-Signature";

  private static final String NO = "The owner of this stream does not let you watch.";
  private static final String SILENT =
      "The owner of this stream did not say in time whether you may watch.";

  private final OutboundHttp http;
  private final InstantSource clock;

  /**
   * What is asked.
   *
   * @param streamId which stream
   * @param playbackId its public name
   * @param protocol how
   * @param viewerAddress from where
   * @param viewerAgent what the player calls itself
   * @param viewerToken token that came along, empty when none did
   * @param page origin of the page that plays it, empty when unknown
   * @param at when
   */
  record Question(
      @Field("Which stream.") String streamId,
      @Field("Its public name.") String playbackId,
      @Field("How it is to be watched.") String protocol,
      @Field("From where.") String viewerAddress,
      @Field("What the player calls itself.") String viewerAgent,
      @Field("The token that came along.") String viewerToken,
      @Field("The page that plays it.") String page,
      @Field("When.") Instant at) {}

  /**
   * @param http posts
   * @param clock dates questions
   */
  public PlaybackWebhook(OutboundHttp http, InstantSource clock) {
    this.http = http;
    this.clock = clock;
  }

  CompletionStage<PlayAdmission> ask(
      PlayRequest request,
      StreamGrant grant,
      StreamGrant.Watching watching,
      PlayAdmission granted) {
    PlaybackPolicy policy = watching.policy();
    String url = policy.url();
    String secret = watching.webhookSecret();
    if (url == null || secret == null) {
      return CompletableFuture.completedFuture(
          new PlayAdmission.Refused(RefusalReason.FORBIDDEN, NO));
    }
    InetAddress address = request.remote().getAddress();
    String body =
        JsonText.of(
            new Question(
                grant.streamId(),
                grant.playbackId(),
                request.protocol().label(),
                address == null ? "" : address.getHostAddress(),
                request.agent(),
                ViewerTokens.of(request),
                request.page().equals(PlayRequest.OWN_PAGE) ? "" : request.page(),
                clock.instant()));
    return http.post(
            URI.create(url),
            Map.of(SIGNATURE_HEADER, "sha256=" + Hashes.hmacSha256(secret, body)),
            body,
            policy.webhookTimeoutMs())
        .handle(
            (status, failure) -> {
              if (failure != null) {
                return new PlayAdmission.Refused(RefusalReason.FORBIDDEN, SILENT);
              }
              return status == 200
                  ? granted
                  : new PlayAdmission.Refused(RefusalReason.FORBIDDEN, NO);
            });
  }
}
