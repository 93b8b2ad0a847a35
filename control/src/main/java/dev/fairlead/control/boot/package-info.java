/**
 * Assembly and life cycle: the only room that names concrete classes of other modules.
 *
 * <p>{@code Main} hands over to the command line; {@code ServerAssembly} builds the node in order
 * and closes it in reverse.
 */
@NullMarked
package dev.fairlead.control.boot;

import org.jspecify.annotations.NullMarked;
