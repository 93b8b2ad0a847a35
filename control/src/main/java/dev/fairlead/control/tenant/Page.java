package dev.fairlead.control.tenant;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of a list that is ordered by time and id, and where the next ones begin.
 *
 * @param items in order
 * @param nextCursor asks for the next page, null at the end
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  /** Entries of a page when nothing is asked. */
  public static final int DEFAULT_LIMIT = 50;

  /** Most entries of a page. */
  public static final int MAX_LIMIT = 200;

  /**
   * Where a page begins and how long it is.
   *
   * @param afterMs time of the last entry before
   * @param afterId id of the last entry before
   * @param limit most entries
   */
  public record Request(long afterMs, String afterId, int limit) {
    /** From the beginning. */
    public static final Request FIRST = new Request(Long.MIN_VALUE, "", DEFAULT_LIMIT);

    /** Reads what a client sent. */
    public static Request of(@Nullable String cursor, @Nullable Integer limit) {
      int most = limit == null ? DEFAULT_LIMIT : limit;
      if (most < 1 || most > MAX_LIMIT) {
        throw ControlException.invalid("limit", "limit must be within 1 to " + MAX_LIMIT);
      }
      if (cursor == null) {
        return new Request(Long.MIN_VALUE, "", most);
      }
      try {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
        int colon = text.indexOf(':');
        return new Request(
            Long.parseLong(text.substring(0, colon)), text.substring(colon + 1), most);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw ControlException.invalid("cursor", "cursor is not one that this server gave");
      }
    }
  }

  /** Makes a page of up to one entry more than were asked for. */
  public static <T> Page<T> of(
      List<T> found, Request request, ToLongFunction<T> timeMs, Function<T, String> id) {
    if (found.size() <= request.limit()) {
      return new Page<>(List.copyOf(found), null);
    }
    List<T> items = List.copyOf(found.subList(0, request.limit()));
    T last = items.getLast();
    String cursor = timeMs.applyAsLong(last) + ":" + id.apply(last);
    return new Page<>(
        items,
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(cursor.getBytes(StandardCharsets.US_ASCII)));
  }

  /** The same page of something else. */
  public <R> Page<R> map(Function<T, R> change) {
    return new Page<>(items.stream().map(change).toList(), nextCursor);
  }
}
