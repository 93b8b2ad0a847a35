package dev.fairlead.control.auth;

import dev.fairlead.control.store.Database;
import dev.fairlead.control.store.Migrations;
import dev.fairlead.control.store.Revision;
import dev.fairlead.control.store.StoreException;
import dev.fairlead.control.store.Vault;
import dev.fairlead.control.stream.SigningKeys;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Accounts;
import dev.fairlead.control.tenant.ApiTokens;
import dev.fairlead.control.tenant.Audit;
import dev.fairlead.control.tenant.Changes;
import dev.fairlead.control.tenant.RandomNames;
import dev.fairlead.control.tenant.Tenants;
import dev.fairlead.control.webhook.Webhooks;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * The store of a data folder with everything that works on it: what a node and a verb of the
 * command line share.
 *
 * @param database the store
 * @param vault seals secrets
 * @param revision tells processes of each other's changes
 * @param changes tells this process of changes
 * @param names makes keys and ids
 * @param audit who changed what
 * @param tenants of the store
 * @param accounts of the store
 * @param apiTokens of the store
 * @param streams of the store
 * @param signingKeys of the store
 * @param passwords hashes
 * @param accessTokens issues and verifies
 * @param secondFactors authenticators
 * @param logins sign in and go on
 * @param credentials finds out who calls
 * @param webhooks whom tenants want told what happens
 */
public record ControlServices(
    Database database,
    Vault vault,
    Revision revision,
    Changes changes,
    RandomNames names,
    Audit audit,
    Tenants tenants,
    Accounts accounts,
    ApiTokens apiTokens,
    Streams streams,
    SigningKeys signingKeys,
    Passwords passwords,
    AccessTokens accessTokens,
    SecondFactors secondFactors,
    Logins logins,
    Credentials credentials,
    Webhooks webhooks)
    implements AutoCloseable {
  /**
   * Opens the store, brings it to this version and takes over what older versions left.
   *
   * @param url {@link Database#EMBEDDED} or an address
   * @param dataDir exists
   * @param clock dates what is made
   * @throws IOException when it cannot be used; the message says why
   */
  public static ControlServices open(String url, Path dataDir, InstantSource clock)
      throws IOException {
    Database database = Database.open(url, dataDir);
    boolean complete = false;
    try {
      Migrations.run(database);
      ControlServices services = over(database, dataDir, clock);
      StreamFileTakeover.run(dataDir, services.tenants(), services.streams());
      complete = true;
      return services;
    } catch (StoreException | IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      if (!complete) {
        database.close();
      }
    }
  }

  private static ControlServices over(Database database, Path dataDir, InstantSource clock)
      throws IOException {
    SecureRandom random = new SecureRandom();
    Vault vault = Vault.open(dataDir, random);
    Revision revision = new Revision();
    Changes changes = new Changes();
    RandomNames names = new RandomNames(random);
    Audit audit = new Audit(database, names, clock);
    Passwords passwords = new Passwords();
    SecondFactors secondFactors = new SecondFactors(database, vault, audit, names, clock);
    AccessTokens accessTokens = new AccessTokens(database, vault, names, clock);
    return new ControlServices(
        database,
        vault,
        revision,
        changes,
        names,
        audit,
        new Tenants(database, revision, audit, changes, names, clock),
        new Accounts(database, audit, names, clock),
        new ApiTokens(database, audit, names, clock),
        new Streams(database, vault, revision, audit, changes, names, clock),
        new SigningKeys(database, revision, audit, changes, names, clock),
        passwords,
        accessTokens,
        secondFactors,
        new Logins(
            database,
            passwords,
            accessTokens,
            secondFactors,
            audit,
            names,
            clock,
            System::nanoTime),
        new Credentials(database, accessTokens, clock),
        new Webhooks(database, vault, audit, names, clock));
  }

  /** What makes sure that there is somebody to start with. */
  public FirstStart firstStart() {
    return new FirstStart(tenants, accounts, streams, passwords, names);
  }

  @Override
  public void close() {
    database.close();
  }
}
