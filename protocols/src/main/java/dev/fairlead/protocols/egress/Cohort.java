package dev.fairlead.protocols.egress;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Some viewers of a group, served in one go. Confined to the group's loop. */
final class Cohort {
  private @Nullable Seat[] seats = new @Nullable Seat[8];
  private int size;

  /** The end of the ring when these viewers were last served. */
  long servedEnd;

  int size() {
    return size;
  }

  void add(Seat seat) {
    if (size == seats.length) {
      seats = Arrays.copyOf(seats, size * 2);
    }
    seat.cohort = this;
    seat.indexInCohort = size;
    seats[size] = seat;
    size++;
  }

  /** Fills the hole with the last seat, so a walk from the end down to 0 misses nobody. */
  void remove(Seat seat) {
    size--;
    Seat last = seatAt(size);
    last.indexInCohort = seat.indexInCohort;
    seats[seat.indexInCohort] = last;
    seats[size] = null;
  }

  Seat seatAt(int index) {
    Seat seat = seats[index];
    assert seat != null : "seats below the size are taken";
    return seat;
  }
}
