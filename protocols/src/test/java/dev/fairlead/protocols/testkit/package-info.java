/** What the tests of protocol rooms share. */
package dev.fairlead.protocols.testkit;
