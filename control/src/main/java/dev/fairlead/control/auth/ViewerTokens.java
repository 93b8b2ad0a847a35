package dev.fairlead.control.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.fairlead.control.stream.PlaybackPolicy;
import dev.fairlead.media.session.PlayRequest;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Checks the tokens that tenants sign for their viewers (RFC 7519 §7.2). Any thread. */
final class ViewerTokens {
  /** Longest token looked at: what fits a request line with room for the path. */
  private static final int MAX_CHARS = 4_096;

  private final InstantSource clock;

  ViewerTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** The token that came with a request, empty when none did. */
  static String of(PlayRequest request) {
    String fromUrl = request.parameters().get("jwt");
    return fromUrl == null ? request.bearer() : fromUrl;
  }

  /** What is wrong with the token of {@code request}, or null when it lets in. */
  @Nullable String complaint(
      PlayRequest request, StreamGrant grant, StreamGrant.Watching watching) {
    String text = of(request);
    if (text.isEmpty()) {
      return "This broadcast needs an access token: ?jwt=… or an Authorization header.";
    }
    if (text.length() > MAX_CHARS) {
      return "The access token is too long.";
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      String kid = token.getHeader().getKeyID();
      PlaybackPolicy policy = watching.policy();
      ECKey key = kid == null ? null : watching.signingKeys().get(kid);
      boolean named = policy.kids().isEmpty() || policy.kids().contains(kid);
      if (!JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm()) || key == null || !named) {
        return "The access token is not signed by a key that counts here.";
      }
      if (!token.verify(new ECDSAVerifier(key.toECPublicKey()))) {
        return "The access token's signature is wrong.";
      }
      return complaint(token.getJWTClaimsSet(), grant, policy);
    } catch (ParseException | JOSEException | IllegalStateException e) {
      return "The access token cannot be read.";
    }
  }

  private @Nullable String complaint(JWTClaimsSet claims, StreamGrant grant, PlaybackPolicy policy)
      throws ParseException {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    Date notBefore = claims.getNotBeforeTime();
    if (expires == null || !now.isBefore(expires.toInstant())) {
      return "The access token is over.";
    }
    if (notBefore != null && now.isBefore(notBefore.toInstant())) {
      return "The access token does not count yet.";
    }
    String subject = claims.getSubject();
    if (subject == null || !subject.equalsIgnoreCase(grant.playbackId())) {
      return "The access token is for another broadcast.";
    }
    String audience = policy.audience();
    if (audience != null && !claims.getAudience().contains(audience)) {
      return "The access token is for another audience.";
    }
    for (PlaybackPolicy.RequiredClaim claim : policy.claims()) {
      Object value = claims.getClaim(claim.name());
      if (value == null || !String.valueOf(value).equals(claim.value())) {
        return "The access token does not claim what is needed here.";
      }
    }
    return null;
  }
}
