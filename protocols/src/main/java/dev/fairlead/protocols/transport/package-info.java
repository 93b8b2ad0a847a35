/**
 * The only owner of event loops, of UDP ports, of the one timer of each loop, and of the choice
 * between native and portable transports.
 *
 * <p>Everything else in this module is handed loops and channels.
 */
@NullMarked
package dev.fairlead.protocols.transport;

import org.jspecify.annotations.NullMarked;
