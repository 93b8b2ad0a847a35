/**
 * The public API under {@code /api/v1}: one list of operations, from which the routes, the
 * description, the GraphQL schema and the verbs of the command line are made.
 *
 * <p>{@link dev.fairlead.control.api.Operation} says what a call takes, gives and needs; one file
 * per resource declares its operations; {@link dev.fairlead.control.api.ApiHandler} authenticates,
 * limits, binds and answers; {@link dev.fairlead.control.api.OpenApiDocument} describes. The tenant
 * comes from the credential and from nowhere else.
 *
 * <table>
 *   <caption>Specifications</caption>
 *   <tr><td>RFC 9457</td><td>problem documents, with a stable {@code code}</td></tr>
 *   <tr><td>OpenAPI 3.1</td><td>the description at {@code /api/v1/openapi.json}</td></tr>
 *   <tr><td>RFC 6750</td><td>bearer tokens, in the header alone</td></tr>
 * </table>
 *
 * <p>Out of scope: other media types than JSON, conditional requests, patches by RFC 6902.
 */
@NullMarked
package dev.fairlead.control.api;

import org.jspecify.annotations.NullMarked;
