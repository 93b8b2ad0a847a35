/** A WebRTC peer and a node to meet it, for tests and load programs. */
package dev.fairlead.protocols.webrtc.testkit;
