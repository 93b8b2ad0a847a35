/**
 * Records to JSON and back, by their components: what the API, the audit log and the description of
 * the API agree on. Over Jackson's tokens alone, which cost no start-up time.
 *
 * <p>{@link dev.fairlead.control.json.JsonText} writes, {@link dev.fairlead.control.json.JsonTree}
 * reads, {@link dev.fairlead.control.json.RecordBinder} fills records and says which field is
 * wrong; {@link dev.fairlead.control.json.Field} bounds and describes a component.
 *
 * <p>Out of scope: anything but records, lists, maps, texts, numbers, yes and no, moments and
 * enums.
 */
@NullMarked
package dev.fairlead.control.json;

import org.jspecify.annotations.NullMarked;
