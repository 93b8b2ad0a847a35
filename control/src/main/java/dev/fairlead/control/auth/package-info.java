/**
 * Who may publish, who may watch, who may call.
 *
 * <p>{@link dev.fairlead.control.auth.StoreAccess} implements the media core's {@code AccessPolicy}
 * over the store, with what it said not long ago in an {@link
 * dev.fairlead.control.auth.AccessCache}; {@link dev.fairlead.control.auth.SessionReview} looks
 * again at running sessions when something changed. {@link dev.fairlead.control.auth.Logins} and
 * {@link dev.fairlead.control.auth.Credentials} are for callers of the API.
 *
 * <table>
 *   <caption>Specifications</caption>
 *   <tr><td>RFC 7519</td><td>JSON Web Tokens, of callers and of viewers, signed by ES256 alone</td></tr>
 *   <tr><td>RFC 9106</td><td>argon2id for passwords</td></tr>
 *   <tr><td>RFC 2104</td><td>HMAC of webhooks</td></tr>
 * </table>
 *
 * <p>Out of scope: encrypted tokens, other algorithms, logins at other providers.
 */
@NullMarked
package dev.fairlead.control.auth;

import org.jspecify.annotations.NullMarked;
