package dev.fairlead.control.store;

import java.io.IOException;
import java.time.Duration;

/**
 * Puts a new master key in place of the ones before: everything is sealed anew, and the old keys
 * are forgotten. A node that runs on the same data folder goes on meanwhile.
 */
public final class KeyRotation {
  /**
   * How long a node may take from sealing a text to its commit: the 3 s for which a writer waits,
   * and as much again.
   */
  public static final Duration SETTLING = Duration.ofSeconds(6);

  private KeyRotation() {}

  /**
   * Rotates.
   *
   * @param database the store
   * @param vault of the data folder
   * @param settling how long others may take to follow
   * @return how many texts were sealed anew
   */
  public static int run(Database database, Vault vault, Duration settling)
      throws IOException, InterruptedException {
    vault.rotate();
    int count = Resealing.run(database, vault);
    // What was sealed under an old key just before the new one, and committed just after.
    Thread.sleep(settling);
    count += Resealing.run(database, vault);
    vault.forgetOldKeys();
    return count;
  }
}
