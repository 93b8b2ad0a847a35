/** The arrows between modules, rooms and chambers, enforced. */
package dev.fairlead.conformance.arch;
