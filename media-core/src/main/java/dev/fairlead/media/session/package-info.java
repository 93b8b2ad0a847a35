/**
 * The ports through which the core asks and tells: may this one publish, may that one watch, and
 * what happened. Implemented above this module; every implementation fails closed.
 */
@NullMarked
package dev.fairlead.media.session;

import org.jspecify.annotations.NullMarked;
