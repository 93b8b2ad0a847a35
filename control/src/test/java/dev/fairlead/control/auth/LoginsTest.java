package dev.fairlead.control.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Engines;
import dev.fairlead.control.store.Migrations;
import dev.fairlead.control.store.Revision;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.tenant.Account;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.Caller;
import dev.fairlead.control.tenant.Changes;
import dev.fairlead.control.tenant.ControlException;
import dev.fairlead.control.tenant.Page;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.control.tenant.Role;
import dev.fairlead.control.tenant.Tenant;
import dev.fairlead.control.tenant.Tenants;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class LoginsTest {
  private static final String EMAIL = "who@example.org";
  private static final String PASSWORD = "correct horse battery";
  private static final Logins.Client CLIENT = new Logins.Client("192.0.2.1", "test");
  private static final InetAddress REMOTE = InetAddress.ofLiteral("192.0.2.1");

  @TempDir Path folder;

  private Instant now = Instant.now();
  private final InstantSource clock = () -> now;
  private Database database;
  private Vault vault;
  private AccessTokens accessTokens;
  private Accounts accounts;
  private Audit audit;
  private Account account;
  private Logins logins;
  private Credentials credentials;
  private Tenant tenant;

  private void begin(Engines engine) throws Exception {
    database = Database.open(engine.freshUrl(), folder);
    Migrations.run(database);
    RandomNames names = new RandomNames(new SecureRandom());
    vault = Vault.open(folder, new SecureRandom());
    accessTokens = new AccessTokens(database, vault, names, clock);
    audit = new Audit(database, names, clock);
    accounts = new Accounts(database, audit, names, clock);
    Passwords passwords = new Passwords();
    tenant =
        new Tenants(database, new Revision(), audit, new Changes(), names, clock)
            .create(Actor.NODE, "t", Tenant.Tier.FREE, Tenant.Limits.DEFAULT);
    account =
        accounts.create(
            Caller.of(tenant.id(), Actor.NODE),
            new Accounts.Fresh(EMAIL, "Who", passwords.hash(PASSWORD), Role.OWNER, false));
    logins =
        new Logins(
            database,
            passwords,
            accessTokens,
            new SecondFactors(database, vault, audit, names, clock),
            audit,
            names,
            clock,
            () -> now.toEpochMilli() * 1_000_000);
    credentials = new Credentials(database, accessTokens, clock);
  }

  @AfterEach
  void end() {
    database.close();
  }

  private static ControlException refused(Executable work) {
    return assertThrows(ControlException.class, work);
  }

  private Caller caller(String token) {
    return credentials.caller(token, REMOTE);
  }

  @ParameterizedTest
  @EnumSource
  void aLoginGivesATokenThatNamesTheAccount(Engines engine) throws Exception {
    begin(engine);

    Caller caller = caller(logins.login("WHO@example.org ", PASSWORD, CLIENT).accessToken());

    assertEquals(account.id(), caller.actor().id());
    assertEquals(tenant.id(), caller.tenant());
    assertEquals(Role.OWNER.permissions(), caller.permissions());
  }

  @ParameterizedTest
  @EnumSource
  void aWrongPasswordAndAnUnknownAccountLookTheSame(Engines engine) throws Exception {
    begin(engine);

    ControlException wrong = refused(() -> logins.login(EMAIL, "wrong", CLIENT));
    ControlException unknown = refused(() -> logins.login("no@example.org", "wrong", CLIENT));

    assertEquals(wrong.code(), unknown.code());
    assertEquals(wrong.sentence(), unknown.sentence());
  }

  @ParameterizedTest
  @EnumSource
  void tenFailuresCloseTheDoorForAWhileEvenToTheRightPassword(Engines engine) throws Exception {
    begin(engine);
    for (int i = 0; i < 10; i++) {
      refused(() -> logins.login(EMAIL, "wrong", CLIENT));
    }

    assertEquals("too_many_attempts", refused(() -> logins.login(EMAIL, PASSWORD, CLIENT)).code());
    now = now.plus(Duration.ofMinutes(6));
    assertNotNull(logins.login(EMAIL, PASSWORD, CLIENT));
  }

  @ParameterizedTest
  @EnumSource
  void anAccessTokenIsOverAfterAQuarterOfAnHour(Engines engine) throws Exception {
    begin(engine);
    String token = logins.login(EMAIL, PASSWORD, CLIENT).accessToken();
    now = now.plus(Duration.ofMinutes(14));
    assertNotNull(caller(token));

    now = now.plus(Duration.ofMinutes(2));

    refused(() -> caller(token));
  }

  @ParameterizedTest
  @EnumSource
  void aRefreshTokenIsGoodOnceAndItsSecondUseEndsTheLogin(Engines engine) throws Exception {
    begin(engine);
    Logins.Tokens first = logins.login(EMAIL, PASSWORD, CLIENT);
    Logins.Tokens second = logins.refresh(first.refreshToken(), CLIENT);
    assertNotNull(caller(second.accessToken()));
    now = now.plus(Duration.ofMinutes(1));

    refused(() -> logins.refresh(first.refreshToken(), CLIENT));

    refused(() -> logins.refresh(second.refreshToken(), CLIENT));
    refused(() -> caller(second.accessToken()));
    assertTrue(
        audit.list(tenant.id(), Page.Request.FIRST).items().stream()
            .anyMatch(entry -> entry.action().equals("refresh_token_reused")));
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatLostTheAnswerMayAskOnceMore(Engines engine) throws Exception {
    begin(engine);
    Logins.Tokens first = logins.login(EMAIL, PASSWORD, CLIENT);
    logins.refresh(first.refreshToken(), CLIENT);
    now = now.plus(Duration.ofSeconds(5));

    Logins.Tokens again = logins.refresh(first.refreshToken(), CLIENT);

    assertNotNull(caller(again.accessToken()));
  }

  @ParameterizedTest
  @EnumSource
  void signingOutEndsTheAccessTokenAsWell(Engines engine) throws Exception {
    begin(engine);
    Logins.Tokens tokens = logins.login(EMAIL, PASSWORD, CLIENT);

    logins.logout(tokens.refreshToken());

    refused(() -> caller(tokens.accessToken()));
    refused(() -> logins.refresh(tokens.refreshToken(), CLIENT));
  }

  @ParameterizedTest
  @EnumSource
  void whoIsSwitchedOffIsOutAtOnce(Engines engine) throws Exception {
    begin(engine);
    Caller node = Caller.of(tenant.id(), Actor.NODE);
    accounts.create(node, new Accounts.Fresh("o@example.org", "o", "x", Role.OWNER, false));
    Logins.Tokens tokens = logins.login(EMAIL, PASSWORD, CLIENT);

    accounts.update(node, account.id(), new Accounts.Change(null, null, false));

    refused(() -> caller(tokens.accessToken()));
    refused(() -> logins.refresh(tokens.refreshToken(), CLIENT));
    refused(() -> logins.login(EMAIL, PASSWORD, CLIENT));
  }

  @ParameterizedTest
  @EnumSource
  void tokensThatAreNotOursAreRefused(Engines engine) throws Exception {
    begin(engine);
    String good = logins.login(EMAIL, PASSWORD, CLIENT).accessToken();
    SignedJWT parsed = SignedJWT.parse(good);
    JWTClaimsSet claims = parsed.getJWTClaimsSet();
    String kid = parsed.getHeader().getKeyID();
    ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    SignedJWT byForeign =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build(), claims);
    byForeign.sign(new ECDSASigner(foreign));
    SignedJWT confused =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build(), claims);
    confused.sign(new MACSigner(accessTokens.jwks().getBytes(StandardCharsets.UTF_8)));
    String tampered =
        good.substring(0, good.indexOf('.') + 1)
            + new PlainJWT(
                    new JWTClaimsSet.Builder(claims)
                        .expirationTime(Date.from(Instant.now().plusSeconds(9_999)))
                        .build())
                .serialize()
                .split("\\.")[1]
            + good.substring(good.lastIndexOf('.'));

    for (String wrong :
        List.of(
            new PlainJWT(claims).serialize(),
            byForeign.serialize(),
            confused.serialize(),
            tampered,
            good + "x",
            "",
            "..")) {
      refused(() -> caller(wrong));
    }
    assertNotNull(caller(good));
  }

  @ParameterizedTest
  @EnumSource
  void afterARotationOldTokensCountUntilTheyAreOver(Engines engine) throws Exception {
    begin(engine);
    String old = logins.login(EMAIL, PASSWORD, CLIENT).accessToken();

    accessTokens.rotate();

    String fresh = logins.login(EMAIL, PASSWORD, CLIENT).accessToken();
    assertNotNull(caller(old));
    assertNotNull(caller(fresh));
    assertFalse(
        SignedJWT.parse(old)
            .getHeader()
            .getKeyID()
            .equals(SignedJWT.parse(fresh).getHeader().getKeyID()));
  }

  @ParameterizedTest
  @EnumSource
  void noSecretIsKeptAsItIs(Engines engine) throws Exception {
    begin(engine);
    Logins.Tokens tokens = logins.login(EMAIL, PASSWORD, CLIENT);

    String hash =
        database.read(sql -> sql.first("select * from account", row -> row.text("password_hash")));
    String kept =
        database.read(
            sql -> sql.first("select * from refresh_token", row -> row.text("token_hash")));

    assertTrue(hash.startsWith("$argon2id$v=19$m=7168,t=5,p=1$"), hash);
    assertFalse(kept.contains(tokens.refreshToken()));
    assertFalse(tokens.toString().contains(tokens.refreshToken()));
  }

  @ParameterizedTest
  @EnumSource
  void anAuthenticatorIsAskedForOnceItShowedACode(Engines engine) throws Exception {
    begin(engine);
    RandomNames names = new RandomNames(new SecureRandom());
    SecondFactors factors = new SecondFactors(database, vault, audit, names, clock);
    Caller caller = Caller.of(tenant.id(), new Actor(Actor.Kind.ACCOUNT, account.id(), ""));
    factors.begin(caller);
    assertEquals("invalid", refused(() -> factors.confirm(caller, "000000")).code());
    String secretHex =
        vault.open(
            "second_factor.secret_sealed." + account.id(),
            database.read(
                sql -> sql.first("select * from second_factor", r -> r.text("secret_sealed"))));
    byte[] secret = HexFormat.of().parseHex(secretHex);
    // Nothing is asked for before.
    logins.login(EMAIL, PASSWORD, CLIENT);
    String first = Totp.code(secret, Totp.step(now.getEpochSecond()));
    List<String> paper = factors.confirm(caller, first);

    assertEquals(
        "second_factor_wanted", refused(() -> logins.login(EMAIL, PASSWORD, CLIENT)).code());
    assertEquals("second_factor_refused", refused(() -> login(first)).code());
    now = now.plusSeconds(60);
    String next = Totp.code(secret, Totp.step(now.getEpochSecond()));
    login(next);
    assertEquals("second_factor_refused", refused(() -> login(next)).code());
    login(paper.getFirst());
    assertEquals("second_factor_refused", refused(() -> login(paper.getFirst())).code());
    assertEquals(
        "login_failed",
        refused(
                () ->
                    logins.login(
                        EMAIL, "not the password", new Logins.Extra(null, paper.get(1)), CLIENT))
            .code());

    factors.end(caller);
    logins.login(EMAIL, PASSWORD, CLIENT);
  }

  private void login(String secondFactor) {
    var _ = logins.login(EMAIL, PASSWORD, new Logins.Extra(null, secondFactor), CLIENT);
  }
}
