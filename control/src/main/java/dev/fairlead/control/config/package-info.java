/**
 * What can be configured and how it is read.
 *
 * <p>{@link dev.fairlead.control.config.ConfigKey} is the one list of keys: unit, default, range
 * and a sentence each. Values come, in rising precedence, from the defaults, the file, the
 * environment and {@code --set}; {@link dev.fairlead.control.config.Settings} is what the rest of
 * the node sees. The reference in {@code control/CONFIGURATION.md} is generated from the list.
 */
@NullMarked
package dev.fairlead.control.config;

import org.jspecify.annotations.NullMarked;
