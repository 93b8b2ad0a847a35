/**
 * ICE for a server with addresses of its own: it answers checks and lets the peer choose. Bytes and
 * time in, actions out.
 *
 * <table>
 *   <caption>Implements</caption>
 *   <tr><td>RFC 8445 §2.5, §6.1, §7.3, §8.2</td><td>the lite agent: short-term credentials, answers, nomination</td></tr>
 *   <tr><td>RFC 8445 §7.3.1.1</td><td>a peer that believes to be controlled is told otherwise</td></tr>
 *   <tr><td>RFC 7675 §5.1</td><td>consent: media goes only where checks keep coming from</td></tr>
 *   <tr><td>RFC 8489 §9.1</td><td>short-term credentials</td></tr>
 * </table>
 *
 * <p>Two things are more than the lite agent's duty: an address that takes over a session which
 * already sends must first answer a check of ours, so that nobody is flooded by a forged source
 * address; and data that arrives on another validated path moves the session there.
 *
 * <p>Out of scope: gathering, full agents, candidates of the peer (it is known by where it comes
 * from, which mDNS and NAT cannot obscure), TURN.
 */
@NullMarked
package dev.fairlead.protocols.ice.core;

import org.jspecify.annotations.NullMarked;
