package dev.fairlead.control.store;

import java.util.HashSet;
import java.util.Set;

/**
 * Counts changes, so that a process notices what another wrote. Any thread.
 *
 * <p>Each change takes the next number; a number that this process did not take is somebody else's.
 * A change may be told as foreign that was not, never the other way round.
 */
public final class Revision {
  private final Set<Long> own = new HashSet<>();
  private long seen = Long.MIN_VALUE;

  /** Notes a change, within its transaction. */
  public void changed(Sql sql) {
    long number =
        sql.count("update revision set changes = changes + 1 where id = 1 returning changes");
    sql.afterCommit(() -> taken(number));
  }

  private synchronized void taken(long number) {
    if (number > seen) {
      own.add(number);
    }
  }

  /** Whether somebody else changed something since the last call; not at the first. */
  public boolean othersChanged(Sql sql) {
    return moved(sql.count("select changes from revision where id = 1"));
  }

  private synchronized boolean moved(long now) {
    boolean others = false;
    if (seen != Long.MIN_VALUE && now != seen) {
      for (long number = now; number > seen && !others; number--) {
        others = !own.contains(number);
      }
      // A store that was put back to an earlier state counts from there.
      others |= now < seen;
    }
    seen = now;
    own.removeIf(number -> number <= now);
    return others;
  }
}
