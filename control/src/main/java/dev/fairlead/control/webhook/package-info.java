/**
 * Telling tenants' servers what happened: endpoints with a choice of events, and an outbox that is
 * written in the transaction of what it tells of and emptied by posts with a signature.
 *
 * <p>{@link dev.fairlead.control.webhook.Webhooks} keeps endpoints and writes the outbox; {@link
 * dev.fairlead.control.webhook.WebhookDispatcher} posts what is due; {@link
 * dev.fairlead.control.webhook.LiveEvents} adds what happens without a change in the store.
 *
 * <table>
 *   <caption>Specifications</caption>
 *   <tr><td>RFC 2104</td><td>HMAC-SHA256 over the moment and the body</td></tr>
 * </table>
 *
 * <p>Delivery is at least once and in no fixed order; the id of a delivery stays the same over its
 * attempts.
 *
 * <p>Out of scope: other forms than JSON, order, batches, certificates of clients.
 */
@NullMarked
package dev.fairlead.control.webhook;

import org.jspecify.annotations.NullMarked;
