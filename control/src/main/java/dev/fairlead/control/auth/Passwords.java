package dev.fairlead.control.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.fairlead.control.tenant.ControlException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords by argon2id (RFC 9106 §3.1). Any thread that may block; a few at a time, so that
 * a storm of logins takes neither all processors nor all memory.
 */
public final class Passwords {
  /** NIST SP 800-63B-4 asks for 8 at least; ours is a little stricter. */
  static final int MIN_CHARS = 10;

  static final int MAX_CHARS = 256;

  // As strong as 19 MiB and two passes, with a third of the memory: OWASP's table of equals.
  private static final int MEMORY_KIB = 7_168;
  private static final int PASSES = 5;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;

  private static final int MAX_AT_ONCE = 2;
  private static final int MAX_WAIT_MS = 5_000;

  private final Semaphore free = new Semaphore(MAX_AT_ONCE, true);

  /** Hash of a password that nobody has, checked where there is no account. */
  private volatile @Nullable String nobody;

  /** Hashes a password that is to be kept. */
  public String hash(String password) {
    if (password.length() < MIN_CHARS || password.length() > MAX_CHARS) {
      throw ControlException.invalid(
          "password", "a password has " + MIN_CHARS + " to " + MAX_CHARS + " characters");
    }
    return guarded(() -> compute(password));
  }

  private static String compute(String password) {
    return Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2()).getResult();
  }

  /** Whether it is the one; takes as long when there is no hash at all. */
  boolean matches(String password, @Nullable String hash) {
    if (password.length() > MAX_CHARS) {
      return false;
    }
    return guarded(
        () -> {
          if (hash != null) {
            return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
          }
          String decoy = nobody;
          if (decoy == null) {
            decoy = compute("nobody has this password");
            nobody = decoy;
          }
          boolean ignored =
              Password.check(password, decoy).with(Argon2Function.getInstanceFromHash(decoy));
          assert !ignored || !password.isEmpty();
          return false;
        });
  }

  private static Argon2Function argon2() {
    return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
  }

  private interface Work<T> {
    T run();
  }

  private <T> T guarded(Work<T> work) {
    try {
      if (!free.tryAcquire(MAX_WAIT_MS, TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    try {
      return work.run();
    } finally {
      free.release();
    }
  }

  private static ControlException busy() {
    return ControlException.of(
        ControlException.Kind.OVER_LIMIT, "too_many_logins", "Too many sign in; try again soon.");
  }
}
