/**
 * The one transactional store behind tenants, streams and their keys: SQLite in the data folder, or
 * PostgreSQL by one line of configuration. The same statements run on both.
 *
 * <p>{@link dev.fairlead.control.store.Database} hands out {@link dev.fairlead.control.store.Sql}
 * within a transaction; {@link dev.fairlead.control.store.Vault} seals what must be readable again;
 * {@link dev.fairlead.control.store.Revision} tells one process what another changed.
 *
 * <p>Out of scope: a mapper of objects, a query language, replication.
 */
@NullMarked
package dev.fairlead.control.store;

import org.jspecify.annotations.NullMarked;
