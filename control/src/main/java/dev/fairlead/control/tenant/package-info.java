/**
 * Who there is and what each may do: tenants with their limits, accounts with a role, API tokens
 * with permissions, and the record of who changed what.
 *
 * <p>Every change takes a tenant, names its {@link dev.fairlead.control.tenant.Actor} and is
 * written together with its {@link dev.fairlead.control.tenant.Audit} entry. Whether the actor may
 * is decided by {@link dev.fairlead.control.tenant.Caller}, before.
 *
 * <p>Out of scope: proving who somebody is (the room {@code auth}), money.
 */
@NullMarked
package dev.fairlead.control.tenant;

import org.jspecify.annotations.NullMarked;
