/**
 * How media arrives and leaves. One room per protocol, each with the chambers {@code wire}, {@code
 * core}, {@code bridge} and {@code netty}.
 */
@NullMarked
package dev.fairlead.protocols;

import org.jspecify.annotations.NullMarked;
