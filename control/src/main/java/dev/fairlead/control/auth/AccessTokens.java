package dev.fairlead.control.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Resealing;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.RandomNames;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens: JWTs signed by ES256 (RFC 7518 §3.4) that name an account for 15 minutes. The key
 * is made when the first is wanted. Any thread that may block.
 */
public final class AccessTokens {
  /** How long a token counts. */
  public static final Duration LIFE = Duration.ofMinutes(15);

  private static final String ISSUER = "fairlead";
  private static final String AUDIENCE = "fairlead-api";
  private static final String FAMILY = "fam";
  private static final String PURPOSE = "access_token";

  /** Longest token looked at; ours have 400. */
  private static final int MAX_CHARS = 2_048;

  private final Database database;
  private final Vault vault;
  private final RandomNames names;
  private final InstantSource clock;
  private volatile List<ECKey> keys = List.of();

  /**
   * What a token says.
   *
   * @param accountId who
   * @param family by which login
   */
  record Claims(String accountId, String family) {}

  /**
   * @param database where keys are kept
   * @param vault seals their private halves
   * @param names makes ids
   * @param clock dates tokens
   */
  public AccessTokens(Database database, Vault vault, RandomNames names, InstantSource clock) {
    this.database = database;
    this.vault = vault;
    this.names = names;
    this.clock = clock;
  }

  String issue(Claims claims) {
    ECKey key = newest();
    Instant now = clock.instant();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(claims.accountId())
                .claim(FAMILY, claims.family())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build());
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java runtime has ES256", e);
    }
    return token.serialize();
  }

  /** What a token says, or null when it is not one of ours, or over. */
  @Nullable Claims verify(String text) {
    if (text.length() > MAX_CHARS) {
      return null;
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      if (!JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm())) {
        return null;
      }
      ECKey key = byId(token.getHeader().getKeyID());
      if (key == null || !token.verify(new ECDSAVerifier(key.toECPublicKey()))) {
        return null;
      }
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Date expires = claims.getExpirationTime();
      String subject = claims.getSubject();
      String family = claims.getStringClaim(FAMILY);
      boolean ours = ISSUER.equals(claims.getIssuer()) && claims.getAudience().contains(AUDIENCE);
      boolean valid = expires != null && clock.instant().isBefore(expires.toInstant());
      return ours && valid && subject != null && family != null
          ? new Claims(subject, family)
          : null;
    } catch (ParseException | JOSEException e) {
      return null;
    }
  }

  /** The public halves (RFC 7517 §5), in JSON. */
  public String jwks() {
    List<String> all = new ArrayList<>();
    for (ECKey key : known()) {
      all.add(key.toPublicJWK().toJSONString());
    }
    return "{\"keys\":[" + String.join(",", all) + "]}";
  }

  /** Signs by a new key from now on; tokens by the old ones count until they are over. */
  public void rotate() {
    database.write(
        sql -> {
          sql.update(
              "delete from node_key where purpose = ? and retired_at < ?",
              PURPOSE,
              clock.instant().minus(LIFE));
          sql.update(
              "update node_key set retired_at = ? where purpose = ? and retired_at is null",
              clock.instant(),
              PURPOSE);
          return null;
        });
    keys = List.of();
  }

  private ECKey newest() {
    return known().getFirst();
  }

  private @Nullable ECKey byId(@Nullable String id) {
    for (ECKey key : known()) {
      if (key.getKeyID().equals(id)) {
        return key;
      }
    }
    return null;
  }

  private List<ECKey> known() {
    List<ECKey> all = keys;
    if (all.isEmpty()) {
      synchronized (this) {
        all = keys;
        if (all.isEmpty()) {
          all = readOrMake();
          keys = all;
        }
      }
    }
    return all;
  }

  private List<ECKey> readOrMake() {
    return database.write(
        sql -> {
          List<ECKey> all = new ArrayList<>();
          if (sql.count(
                  "select count(*) from node_key where purpose = ? and retired_at is null", PURPOSE)
              == 0) {
            String id = names.id();
            ECKey fresh = make(id);
            sql.update(
                "insert into node_key (id, purpose, public_jwk, private_sealed, created_at)"
                    + " values (?, ?, ?, ?, ?)",
                id,
                PURPOSE,
                fresh.toPublicJWK().toJSONString(),
                vault.seal(purpose(id), fresh.toJSONString()),
                clock.instant());
          }
          all.addAll(
              sql.list(
                  "select * from node_key where purpose = ?"
                      + " order by (case when retired_at is null then 0 else 1 end),"
                      + " created_at desc",
                  row -> parse(vault.open(purpose(row.text("id")), row.text("private_sealed"))),
                  PURPOSE));
          return all;
        });
  }

  private static String purpose(String id) {
    return Resealing.purpose("node_key", "private_sealed", id);
  }

  private static ECKey make(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java runtime has P-256", e);
    }
  }

  private static ECKey parse(String text) {
    try {
      return ECKey.parse(text);
    } catch (ParseException e) {
      throw new IllegalStateException("a key of the node cannot be read", e);
    }
  }

  /** Nobody said who asks, or not so that it is believed. */
  static ControlException unauthenticated() {
    return ControlException.of(
        ControlException.Kind.UNAUTHENTICATED,
        "not_authenticated",
        "Sign in, or show an API token, by the header Authorization: Bearer.");
  }
}
