package dev.fairlead.control.api;

import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API. Immutable.
 *
 * @param id stable, such as {@code streams.create}: resource and verb
 * @param method of HTTP
 * @param path below {@code /api/v1}, with its parameters in braces
 * @param access who may call
 * @param summary a sentence
 * @param parameters of the query
 * @param request what the body holds, null for none
 * @param response what the answer holds, null for nothing
 * @param paged whether the answer is a page of {@code response}
 * @param work does it
 */
public record Operation(
    String id,
    String method,
    String path,
    Access access,
    String summary,
    List<Parameter> parameters,
    @Nullable Class<? extends Record> request,
    @Nullable Class<? extends Record> response,
    boolean paged,
    Work work) {
  private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)}");

  /** Does what the operation says; gives its answer. Runs on a thread that may block. */
  public interface Work {
    /** Null when the answer holds nothing. */
    @Nullable Object run(ApiCall call);
  }

  /** Who may call. */
  public sealed interface Access {
    /** Everybody. */
    record Open() implements Access {}

    /** Whoever has a credential. */
    record Known() implements Access {}

    /**
     * Whoever holds a permission.
     *
     * @param permission which one
     */
    record Holding(Permission permission) implements Access {}
  }

  /**
   * One parameter of the query; none has to be there.
   *
   * @param name of it
   * @param number whether it is a whole number
   * @param description a sentence
   */
  public record Parameter(String name, boolean number, String description) {}

  /** Where a page begins. */
  static final Parameter CURSOR =
      new Parameter("cursor", false, "Where to go on: nextCursor of the page before.");

  /** How long a page is. */
  static final Parameter LIMIT = new Parameter("limit", true, "Most entries of the page.");

  /** An answer that is a page. */
  record PageView(
      @Field("The entries, in order.") List<Object> items,
      @Field("Asks for the next page; left out at the end.") @Nullable String nextCursor) {}

  /** Names of the parameters of the path, in order. */
  public List<String> pathParameters() {
    List<String> names = new ArrayList<>();
    Matcher matcher = PATH_PARAMETER.matcher(path);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /** Whether it changes something. */
  public boolean writes() {
    return !method.equals("GET");
  }

  /** Status of the answer when all went well. */
  public int status() {
    if (response == null) {
      return 204;
    }
    return method.equals("POST") && id.endsWith(".create") ? 201 : 200;
  }

  /** Begins a declaration. */
  static Builder of(String id, String method, String path, String summary) {
    return new Builder(id, method, path, summary);
  }

  /** Declares an operation. Confined to one thread. */
  static final class Builder {
    private final String id;
    private final String method;
    private final String path;
    private final String summary;
    private final List<Parameter> parameters = new ArrayList<>();
    private @Nullable Access access;
    private @Nullable Class<? extends Record> request;
    private @Nullable Class<? extends Record> response;
    private boolean paged;

    private Builder(String id, String method, String path, String summary) {
      this.id = id;
      this.method = method;
      this.path = path;
      this.summary = summary;
    }

    Builder open() {
      access = new Access.Open();
      return this;
    }

    Builder known() {
      access = new Access.Known();
      return this;
    }

    Builder needs(Permission permission) {
      access = new Access.Holding(permission);
      return this;
    }

    Builder takes(Class<? extends Record> type) {
      request = type;
      return this;
    }

    Builder gives(Class<? extends Record> type) {
      response = type;
      return this;
    }

    Builder givesPageOf(Class<? extends Record> type) {
      response = type;
      paged = true;
      parameters.add(CURSOR);
      parameters.add(LIMIT);
      return this;
    }

    Builder query(String name, String description) {
      parameters.add(new Parameter(name, false, description));
      return this;
    }

    Operation does(Work work) {
      Access who = access;
      if (who == null) {
        throw new IllegalStateException(id + " does not say who may call");
      }
      return new Operation(
          id, method, path, who, summary, List.copyOf(parameters), request, response, paged, work);
    }
  }
}
