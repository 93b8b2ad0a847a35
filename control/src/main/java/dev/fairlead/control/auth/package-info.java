/**
 * Who may publish and who may watch: tenants, stream keys, playback ids.
 *
 * <p>{@link dev.fairlead.control.auth.StreamAccess} implements the media core's {@code
 * AccessPolicy} over a {@link dev.fairlead.control.auth.StreamBook}, which {@link
 * dev.fairlead.control.auth.StreamFile} keeps in the data folder. Keys and ids are compared without
 * regard to case. Publishers are known by the SHA-256 of their key, compared in constant time.
 *
 * <p>Out of scope so far: users, tokens of viewers, limits per tenant.
 */
@NullMarked
package dev.fairlead.control.auth;

import org.jspecify.annotations.NullMarked;
