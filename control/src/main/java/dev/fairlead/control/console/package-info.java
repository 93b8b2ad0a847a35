/**
 * What people and players find under the public port beside the media itself: the watch page, its
 * files, and the description of a broadcast.
 *
 * <p>The page's files are in {@code resources/console}, served as they are. The players it uses
 * come by name and version from {@code control/web/package-lock.json}.
 */
@NullMarked
package dev.fairlead.control.console;

import org.jspecify.annotations.NullMarked;
