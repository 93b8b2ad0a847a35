/**
 * Calls to addresses that tenants name: webhooks. Guarded, so that nobody makes the node call its
 * own network: names are looked up once, every address they stand for is judged, and the connection
 * goes to an address that was judged. Redirects are not followed.
 *
 * <p>Out of scope: connections that are kept, HTTP/2, answers beyond a status and a short text.
 */
@NullMarked
package dev.fairlead.control.outbound;

import org.jspecify.annotations.NullMarked;
