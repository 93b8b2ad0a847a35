/** What happened: the event catalogue, the durable journal, and the questions asked of it. */
@NullMarked
package dev.fairlead.analytics;

import org.jspecify.annotations.NullMarked;
