package dev.fairlead.control.auth;

import dev.fairlead.control.tenant.Hashes;
import dev.fairlead.control.tenant.RandomNames;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells people from programs that fill in forms: by how long a form was looked at, and by a field
 * that nobody sees. A form counts once. Any thread.
 */
final class SignUpForms {
  /** Nobody reads and types faster. */
  static final long MIN_AGE_NS = 3_000_000_000L;

  /** A page that was left open is loaded again. */
  static final long MAX_AGE_NS = 1_800_000_000_000L;

  /** What the field that asks for a person holds. */
  static final String HUMAN = "human";

  /** Forms remembered as used; beyond it the oldest are forgotten, which only then count again. */
  private static final int MAX_USED = 20_000;

  private static final int MAX_FORM_CHARS = 200;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final RandomNames names;
  private final LongSupplier nanoTime;

  private final Map<String, Boolean> used =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MAX_USED;
        }
      };

  SignUpForms(RandomNames names, LongSupplier nanoTime) {
    this.names = names;
    this.nanoTime = nanoTime;
    key = new SecretKeySpec(names.refreshToken().getBytes(StandardCharsets.US_ASCII), ALGORITHM);
  }

  /** A form that begins to be looked at now. */
  String fresh() {
    String text = names.id() + "." + nanoTime.getAsLong();
    return text + "." + sign(text);
  }

  /**
   * Whether it looks as if a person had filled it in.
   *
   * @param form as {@link #fresh} gave it
   * @param hidden what the field holds that nobody sees
   * @param human what the field holds that asks for a person
   */
  boolean isOfPerson(String form, String hidden, String human) {
    int end = form.lastIndexOf('.');
    if (form.length() > MAX_FORM_CHARS
        || end < 0
        || !hidden.isEmpty()
        || !human.equals(HUMAN)
        || !Hashes.same(sign(form.substring(0, end)), form.substring(end + 1))) {
      return false;
    }
    long ageNs = nanoTime.getAsLong() - Long.parseLong(form.substring(form.indexOf('.') + 1, end));
    return ageNs >= MIN_AGE_NS && ageNs <= MAX_AGE_NS && useOnce(form);
  }

  private synchronized boolean useOnce(String form) {
    return used.put(form, true) == null;
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }
}
