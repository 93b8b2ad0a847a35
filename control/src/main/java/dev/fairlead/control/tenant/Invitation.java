package dev.fairlead.control.tenant;

import dev.fairlead.media.session.TenantId;
import java.time.Instant;

/**
 * Somebody who may join a tenant. Immutable; the code that was mailed is nowhere.
 *
 * @param id stable
 * @param tenant to which
 * @param email whose mailbox got the link
 * @param role what the account will be to the tenant
 * @param invitedBy account or token that asked
 * @param sentAt when the newest mail was sent
 * @param expiresAt until when its link counts
 * @param createdAt when
 */
public record Invitation(
    String id,
    TenantId tenant,
    String email,
    Role role,
    String invitedBy,
    Instant sentAt,
    Instant expiresAt,
    Instant createdAt) {}
