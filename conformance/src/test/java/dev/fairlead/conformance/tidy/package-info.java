/** Source hygiene: what no file of the tree may look like. */
package dev.fairlead.conformance.tidy;
