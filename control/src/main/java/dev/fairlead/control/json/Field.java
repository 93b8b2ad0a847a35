package dev.fairlead.control.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component of a record is for, and its bounds. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {
  /** Longest text where nothing else is said: a line that a person types. */
  int MAX_CHARS = 256;

  /** Most entries of a list where nothing else is said. */
  int MAX_ENTRIES = 100;

  /** A sentence for the description of the API. */
  String value();

  /** Most characters of a text, or of each text of a list. */
  int maxChars() default MAX_CHARS;

  /** Most entries of a list. */
  int maxEntries() default MAX_ENTRIES;

  /** Least number. */
  long min() default 0;

  /** Greatest number. */
  long max() default Integer.MAX_VALUE;
}
