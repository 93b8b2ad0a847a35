/** Verbs of the command line that need no running node: what it would do, and whom it knows. */
@NullMarked
package dev.fairlead.control.command;

import org.jspecify.annotations.NullMarked;
