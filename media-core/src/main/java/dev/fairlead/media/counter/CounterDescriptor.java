package dev.fairlead.media.counter;

/**
 * What one counter counts. Implemented by one enum per room, whose constants are the whole list:
 * operations, tests and the generated table read from it.
 */
public interface CounterDescriptor {
  /** Stable metric name without prefix or unit suffix, {@code snake_case}. */
  String id();

  /** One sentence with a full stop: what makes this counter grow. */
  String description();
}
