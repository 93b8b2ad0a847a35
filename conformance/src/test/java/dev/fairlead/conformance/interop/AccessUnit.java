package dev.fairlead.conformance.interop;

/**
 * One sample as a foreign reader saw it.
 *
 * @param dtsMicros decoding time
 * @param ptsMicros presentation time
 * @param bytes length of what was hashed
 * @param hash of the payload without parameter sets and delimiters, which containers move about
 */
record AccessUnit(long dtsMicros, long ptsMicros, int bytes, String hash) {}
