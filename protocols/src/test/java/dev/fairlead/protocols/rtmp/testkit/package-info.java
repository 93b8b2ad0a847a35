/** RTMP clients and collectors for tests, conformance and load programs; in the test-jar. */
package dev.fairlead.protocols.rtmp.testkit;
