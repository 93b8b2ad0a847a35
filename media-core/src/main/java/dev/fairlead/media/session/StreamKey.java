package dev.fairlead.media.session;

/**
 * The secret with which a publisher shows that it may publish. Redacted by type: only {@link
 * #secret()} reveals it, and nothing logs that.
 *
 * @param secret as the publisher sent it
 */
public record StreamKey(String secret) {
  /** Never the secret. */
  @Override
  public String toString() {
    return "StreamKey[redacted]";
  }
}
