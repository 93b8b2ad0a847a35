package dev.fairlead.protocols.srt.core;

import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;

/**
 * Makes the cookies by which a caller shows that it receives what is sent to its address (SRT
 * draft-01 §4.3.1), and knows them again without having kept any: each is a keyed hash
 * (SipHash-2-4) of address, port and minute. Confined to one thread.
 */
final class SrtCookies {
  /** A cookie is valid in the minute in which it was made, and in the next. */
  private static final long PERIOD_NS = 60_000_000_000L;

  private static final int COMPRESSION_ROUNDS = 2;
  private static final int FINAL_ROUNDS = 4;

  private final long key0;
  private final long key1;

  // Scratch (never escapes a call).
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  SrtCookies(RandomGenerator random) {
    key0 = random.nextLong();
    key1 = random.nextLong();
  }

  /** The cookie for a caller at this address, never 0. */
  int cookie(InetSocketAddress caller, long nowNs) {
    return cookieOf(caller, Math.floorDiv(nowNs, PERIOD_NS));
  }

  /** Whether the cookie was made for this address a moment ago. */
  boolean isValid(int cookie, InetSocketAddress caller, long nowNs) {
    long period = Math.floorDiv(nowNs, PERIOD_NS);
    return cookie == cookieOf(caller, period) || cookie == cookieOf(caller, period - 1);
  }

  private int cookieOf(InetSocketAddress caller, long period) {
    begin();
    byte[] address = caller.getAddress().getAddress();
    long word = 0;
    for (int i = 0; i < address.length; i++) {
      word = word << 8 | (address[i] & 0xFF);
      if ((i & 7) == 7) {
        take(word);
        word = 0;
      }
    }
    take(word);
    take((long) caller.getPort() << 32 | address.length);
    take(period);
    long hash = finish();
    int cookie = (int) (hash ^ hash >>> 32);
    return cookie == 0 ? 1 : cookie;
  }

  private void begin() {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
  }

  private void take(long word) {
    v3 ^= word;
    rounds(COMPRESSION_ROUNDS);
    v0 ^= word;
  }

  private long finish() {
    v2 ^= 0xFF;
    rounds(FINAL_ROUNDS);
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
