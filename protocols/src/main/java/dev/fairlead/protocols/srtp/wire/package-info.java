/**
 * Where the parts of SRTP and SRTCP packets lie. Stateless.
 *
 * <p>Implements RFC 3711 §3.1 and §3.4. Out of scope: master key identifiers, encrypted header
 * extensions (RFC 6904).
 */
@NullMarked
package dev.fairlead.protocols.srtp.wire;

import org.jspecify.annotations.NullMarked;
