/**
 * SRTP and SRTCP: keys, packet indices, replay, authentication, encryption.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 3711 §3.3, §3.4, §4.1.1, §4.2, §4.3</td><td>indices, replay, AES counter mode with HMAC-SHA1, key derivation</td></tr>
 *   <tr><td>RFC 7714 §8, §9, §11</td><td>AES-GCM for RTP and RTCP</td></tr>
 *   <tr><td>RFC 5764 §4.2</td><td>how keying material of DTLS is cut up</td></tr>
 * </table>
 *
 * <p>Out of scope: rekeying by packet count (DTLS makes fresh keys), key derivation rates, MKI, F8,
 * NULL ciphers, 32-bit tags.
 */
@NullMarked
package dev.fairlead.protocols.srtp.core;

import org.jspecify.annotations.NullMarked;
