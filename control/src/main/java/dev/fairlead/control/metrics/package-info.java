/**
 * Figures for machines: {@code /metrics} in the OpenMetrics text format, {@code /healthz}, {@code
 * /readyz}.
 *
 * <p>Written straight from the rooms' counter sets; nothing is registered twice. Specification:
 * OpenMetrics 1.0.0 (text format). Out of scope: exemplars, protobuf, push.
 */
@NullMarked
package dev.fairlead.control.metrics;

import org.jspecify.annotations.NullMarked;
