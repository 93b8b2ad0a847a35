package dev.fairlead.control.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.stream.SigningKeys;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.Permission;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys with which the caller's tenant signs tokens of its viewers. */
final class SigningKeyResource {
  private final ControlServices services;

  /** A key. */
  public record SigningKeyView(
      @Field("Its id: the kid of its tokens.") String id,
      @Field("For people.") String name,
      @Field("Its public half, as a JSON Web Key.") String publicJwk,
      @Field("When it was made.") Instant createdAt,
      @Field("Its private half, as PKCS #8 in PEM: shown this once.")
          @Nullable String privateKeyPem) {
    static SigningKeyView of(SigningKeys.SigningKey key) {
      return new SigningKeyView(key.id(), key.name(), key.publicJwk(), key.createdAt(), null);
    }

    @Override
    public String toString() {
      return "SigningKeyView[" + id + "]";
    }
  }

  /** A new key. */
  public record Fresh(@Field("For people.") String name) {}

  SigningKeyResource(ControlServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("signingKeys.list", "GET", "/signing-keys", "Lists signing keys.")
            .needs(Permission.SIGNING_KEYS_READ)
            .givesPageOf(SigningKeyView.class)
            .does(
                call ->
                    new Page<>(services.signingKeys().list(call.tenant()), null)
                        .map(SigningKeyView::of)),
        Operation.of("signingKeys.create", "POST", "/signing-keys", "Makes an ES256 signing key.")
            .needs(Permission.SIGNING_KEYS_WRITE)
            .takes(Fresh.class)
            .gives(SigningKeyView.class)
            .does(this::create),
        Operation.of("signingKeys.get", "GET", "/signing-keys/{id}", "Tells about a signing key.")
            .needs(Permission.SIGNING_KEYS_READ)
            .gives(SigningKeyView.class)
            .does(
                call ->
                    SigningKeyView.of(services.signingKeys().find(call.tenant(), call.path("id")))),
        Operation.of(
                "signingKeys.delete",
                "DELETE",
                "/signing-keys/{id}",
                "Ends a signing key; viewers with its tokens are cut.")
            .needs(Permission.SIGNING_KEYS_WRITE)
            .does(
                call -> {
                  services
                      .signingKeys()
                      .revoke(call.tenant(), call.caller().actor(), call.path("id"));
                  return null;
                }));
  }

  private SigningKeyView create(ApiCall call) {
    String id = services.signingKeys().freshId(call.tenant());
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
      SigningKeys.SigningKey kept =
          services
              .signingKeys()
              .create(
                  call.tenant(),
                  call.caller().actor(),
                  id,
                  call.body(Fresh.class).name(),
                  key.toPublicJWK().toJSONString());
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(key.toECPrivateKey().getEncoded());
      return new SigningKeyView(
          kept.id(),
          kept.name(),
          kept.publicJwk(),
          kept.createdAt(),
          "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java runtime has P-256", e);
    }
  }
}
