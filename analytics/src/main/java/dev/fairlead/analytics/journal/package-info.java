/**
 * The log of record: everything that must be known later, in the order in which it was written.
 *
 * <p>A Chronicle queue in the data folder, rolled every hour. One thread writes; whoever waits for
 * an admission is answered after its event is in the files, which outlive the process however it
 * ends. A record is a CRC-32C and the event behind it (see the event room). Consumers have a name
 * and a position of their own, and nothing that one of them still needs is deleted.
 *
 * <p>Out of scope: surviving the loss of power (pages are written back by the kernel when it sees
 * fit), replication, what is done with the events.
 */
@NullMarked
package dev.fairlead.analytics.journal;

import org.jspecify.annotations.NullMarked;
