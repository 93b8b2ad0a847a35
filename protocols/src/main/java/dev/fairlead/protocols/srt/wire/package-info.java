/**
 * SRT packets and handshakes ⇄ bytes. Stateless.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>SRT draft-01 §3 (IETF draft-sharabayko-srt-01, 2021)</td><td>data and control packets, handshake with its extensions</td></tr>
 *   <tr><td>SRT draft-01 §3.2.2</td><td>key material messages</td></tr>
 *   <tr><td>SRT Access Control of libsrt 1.5</td><td>the stream id's syntax, reject codes</td></tr>
 * </table>
 *
 * <p>Out of scope: the file transfer mode, messages of several packets, peer error messages (passed
 * over), the handshake of versions below 1.3.
 */
@NullMarked
package dev.fairlead.protocols.srt.wire;

import org.jspecify.annotations.NullMarked;
