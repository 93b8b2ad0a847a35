package dev.fairlead.protocols.srtp.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.media.testkit.AllocationMeter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Protecting a packet allocates what the platform's cipher does for itself, and nothing else. */
class SrtpSenderAllocationTest {
  private static final int RUNS = 20_000;
  private static final int PAYLOAD_BYTES = 1_150;
  private static final int SSRC = 77;

  /** What the meter itself and a late compilation may add, spread over all runs. */
  private static final double NOISE_BYTES = 4;

  /** Holds a cipher's parameters, so that the compiler saves them on neither side. */
  private AlgorithmParameterSpec parameters = new IvParameterSpec(new byte[16]);

  @Test
  void gcmAllocatesWhatItsCipherDoes() throws Exception {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    SecretKey key = new SecretKeySpec(new byte[16], "AES");
    byte[] iv = new byte[12];
    byte[] in = new byte[PAYLOAD_BYTES];
    byte[] out = new byte[2_000];
    int[] count = {0};
    double bare =
        perRun(
            () -> {
              try {
                count[0]++;
                iv[0] = (byte) count[0];
                iv[1] = (byte) (count[0] >>> 8);
                iv[2] = (byte) (count[0] >>> 16);
                parameters = new GCMParameterSpec(128, iv);
                cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
                cipher.updateAAD(in, 0, 12);
                cipher.doFinal(in, 0, PAYLOAD_BYTES, out, 0);
              } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
              }
            });

    check(SrtpProfile.AEAD_AES_128_GCM, bare);
  }

  @Test
  void counterModeAllocatesWhatItsCiphersDo() throws Exception {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    Mac mac = Mac.getInstance("HmacSHA1");
    SecretKey key = new SecretKeySpec(new byte[16], "AES");
    SecretKey authentication = new SecretKeySpec(new byte[20], "HmacSHA1");
    byte[] iv = new byte[16];
    byte[] in = new byte[PAYLOAD_BYTES];
    byte[] out = new byte[2_000];
    byte[] tag = new byte[20];
    double bare =
        perRun(
            () -> {
              try {
                parameters = new IvParameterSpec(iv);
                cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
                cipher.doFinal(in, 0, PAYLOAD_BYTES, out, 0);
                mac.init(authentication);
                mac.update(out, 0, PAYLOAD_BYTES);
                mac.doFinal(tag, 0);
              } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
              }
            });

    check(SrtpProfile.AES_CM_128_HMAC_SHA1_80, bare);
  }

  private static void check(SrtpProfile profile, double cipherBytes) {
    SplittableRandom random = new SplittableRandom(2);
    SrtpSender sender = new SrtpSender(new JavaEngine(), Packets.master(profile, random));
    ByteBuf payload = Packets.payload(PAYLOAD_BYTES, random);
    ByteBuf out = Unpooled.directBuffer(2_000);
    int[] sequence = {0};
    double all =
        perRun(
            () -> {
              sequence[0]++;
              out.clear();
              out.writeShort(0x8060).writeShort(sequence[0]).writeInt(sequence[0]).writeInt(SSRC);
              if (sender.protectRtp(out, 0, payload, 0, PAYLOAD_BYTES) != SrtpVerdict.DONE) {
                throw new AssertionError("not protected");
              }
            });
    out.release();

    System.out.printf(
        "%s: %.1f bytes per packet, of which the platform's ciphers %.1f%n",
        profile, all, cipherBytes);
    assertTrue(all - cipherBytes <= NOISE_BYTES, all + " against " + cipherBytes);
  }

  private static double perRun(Runnable code) {
    return (double) AllocationMeter.bytesAllocated(RUNS, RUNS, code) / RUNS;
  }
}
