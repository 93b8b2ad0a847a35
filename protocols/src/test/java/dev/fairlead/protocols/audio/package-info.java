/** Bridged sound, listened to. */
package dev.fairlead.protocols.audio;
