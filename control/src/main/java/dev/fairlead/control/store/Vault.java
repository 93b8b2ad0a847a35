package dev.fairlead.control.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals texts that the node must be able to read again, such as stream keys, so that a copy of the
 * store alone tells nothing. AES-256-GCM under the newest master key (NIST SP 800-38D (2007)); what
 * a text is for is part of the seal, so that none can be put in another's place. Any thread.
 */
public final class Vault {
  private static final String FORM = "v1";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** Longest text sealed: a private key in JSON. */
  private static final int MAX_TEXT_CHARS = 16_384;

  private final Path dataDir;
  private final SecureRandom random;
  private volatile MasterKeys keys;
  private volatile @Nullable FileTime changedAt;

  private Vault(Path dataDir, SecureRandom random, MasterKeys keys) {
    this.dataDir = dataDir;
    this.random = random;
    this.keys = keys;
  }

  /** Reads the master keys of the data folder; the first time, makes one. */
  public static Vault open(Path dataDir, SecureRandom random) throws IOException {
    return new Vault(dataDir, random, MasterKeys.readOrCreate(dataDir, random));
  }

  /**
   * Seals.
   *
   * @param purpose what the text is, such as table, column and id of its row
   * @param text the secret
   */
  public String seal(String purpose, String text) {
    if (text.length() > MAX_TEXT_CHARS) {
      throw new IllegalArgumentException("a sealed text is at most " + MAX_TEXT_CHARS + " long");
    }
    lookForNewKey();
    MasterKeys.Entry newest = keys.newest();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, newest.key(), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
      return FORM
          + "."
          + newest.id()
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has AES-GCM", e);
    }
  }

  /**
   * Opens what {@link #seal} made for the same purpose.
   *
   * @throws IllegalStateException when it was sealed for something else, by another node's key, or
   *     is damaged
   */
  public String open(String purpose, String sealed) {
    MasterKeys.Entry entry = find(keyId(sealed));
    try {
      byte[] all = Base64.getUrlDecoder().decode(sealed.substring(sealed.lastIndexOf('.') + 1));
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE, entry.key(), new GCMParameterSpec(TAG_BITS, all, 0, NONCE_BYTES));
      cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
      return new String(
          cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException("a sealed text is damaged, or meant for something else", e);
    }
  }

  /** Id of the master key that a text is sealed under. */
  static String keyId(String sealed) {
    String[] parts = sealed.split("\\.", -1);
    if (parts.length != 3 || !parts[0].equals(FORM)) {
      throw new IllegalStateException("a sealed text is damaged");
    }
    return parts[1];
  }

  /** Whether {@code sealed} is under the newest key. */
  public boolean isCurrent(String sealed) {
    return sealed.startsWith(FORM + "." + keys.newest().id() + ".");
  }

  /** What another process did to the file: nothing is sealed under a key that it took away. */
  private void lookForNewKey() {
    FileTime changed;
    try {
      changed = Files.getLastModifiedTime(file());
    } catch (IOException e) {
      // What is known goes on.
      return;
    }
    if (!changed.equals(changedAt)) {
      synchronized (this) {
        try {
          keys = MasterKeys.read(file());
          changedAt = changed;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Puts a new master key in front. What was sealed before stays readable. */
  public synchronized void rotate() throws IOException {
    MasterKeys next = MasterKeys.read(file()).rotated(random);
    next.write(file());
    keys = next;
  }

  /** Forgets all keys but the newest; call once everything is sealed anew. */
  public synchronized void forgetOldKeys() throws IOException {
    MasterKeys next = keys.newestOnly();
    next.write(file());
    keys = next;
  }

  private Path file() {
    return dataDir.resolve(MasterKeys.FILE);
  }

  private MasterKeys.Entry find(String id) {
    for (MasterKeys.Entry entry : keys.all()) {
      if (entry.id().equals(id)) {
        return entry;
      }
    }
    // Another process may have put a new key in front.
    synchronized (this) {
      try {
        keys = MasterKeys.read(file());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (MasterKeys.Entry entry : keys.all()) {
        if (entry.id().equals(id)) {
          return entry;
        }
      }
    }
    throw new IllegalStateException("a text is sealed under master key " + id + ", not known here");
  }
}
