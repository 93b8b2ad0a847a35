package dev.fairlead.control.command;

import dev.fairlead.control.json.JsonText;
import dev.fairlead.control.json.JsonTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code fairlead api GROUP VERB}: one verb for each operation of the API, made of its description.
 * Built only when it is asked for.
 */
public final class ApiCommand {
  /** The verb under which all others are. */
  public static final String NAME = "api";

  private static final String URL_VARIABLE = "FAIRLEAD_URL";
  private static final String TOKEN_VARIABLE = "FAIRLEAD_TOKEN";
  private static final String DEFAULT_URL = "http://127.0.0.1:4242";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Wider columns make rows that nobody reads. */
  private static final int MAX_COLUMN_CHARS = 40;

  private final UnaryOperator<@Nullable String> environment;

  private ApiCommand(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /**
   * The command with all of its verbs.
   *
   * @param environment value of a variable, null when it is not set
   */
  public static CommandLine commandLine(UnaryOperator<@Nullable String> environment) {
    ApiCommand command = new ApiCommand(environment);
    CommandSpec root = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
    root.usageMessage()
        .description(
            "Calls the API of a node; %s holds the token, %s the address (%s)."
                .formatted(TOKEN_VARIABLE, URL_VARIABLE, DEFAULT_URL));
    Map<String, CommandSpec> groups = new TreeMap<>();
    for (ApiDescription.Verb verb : ApiDescription.read().verbs()) {
      groups
          .computeIfAbsent(
              verb.group(), name -> CommandSpec.create().mixinStandardHelpOptions(true))
          .addSubcommand(verb.name(), spec(verb));
    }
    groups.forEach(root::addSubcommand);
    return new CommandLine(root).setExecutionStrategy(command::run);
  }

  private static CommandSpec spec(ApiDescription.Verb verb) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(verb).mixinStandardHelpOptions(true);
    spec.usageMessage().description(verb.summary());
    int index = 0;
    for (ApiDescription.Value value : verb.inPath()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index(String.valueOf(index++))
              .paramLabel(value.name())
              .description(value.sentence())
              .required(true)
              .type(String.class)
              .build());
    }
    verb.inQuery().forEach(value -> spec.addOption(option(value)));
    verb.inBody().forEach(value -> spec.addOption(option(value)));
    spec.addOption(
        OptionSpec.builder("--json").description("Prints the answer as it came.").build());
    return spec;
  }

  private static OptionSpec option(ApiDescription.Value value) {
    OptionSpec.Builder option =
        OptionSpec.builder(value.option())
            .description(value.sentence())
            .required(value.needed())
            .paramLabel(value.form().name());
    return value.form() == ApiDescription.Form.TEXTS
        ? option.type(List.class).auxiliaryTypes(String.class).splitRegex(",").build()
        : option.type(String.class).build();
  }

  private int run(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine line = last.commandSpec().commandLine();
    if (!(last.commandSpec().userObject() instanceof ApiDescription.Verb verb)) {
      line.usage(line.getErr());
      return CommandLine.ExitCode.USAGE;
    }
    try {
      return call(verb, last, line);
    } catch (IOException e) {
      line.getErr().println("fairlead: the node does not answer: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      line.getErr().println("fairlead: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private int call(ApiDescription.Verb verb, ParseResult values, CommandLine line)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(verb, values))
            .timeout(PATIENCE)
            .method(
                verb.method(),
                verb.hasBody()
                    ? HttpRequest.BodyPublishers.ofString(JsonText.of(body(verb, values)))
                    : HttpRequest.BodyPublishers.noBody());
    String token = environment.apply(TOKEN_VARIABLE);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer;
    try (HttpClient client = HttpClient.newHttpClient()) {
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
    Object tree = answer.body().isBlank() ? null : JsonTree.parse(answer.body());
    if (answer.statusCode() >= 400) {
      Object detail = tree instanceof Map<?, ?> problem ? problem.get("detail") : null;
      line.getErr()
          .println("fairlead: " + (detail == null ? "HTTP " + answer.statusCode() : detail));
      return CommandLine.ExitCode.SOFTWARE;
    }
    PrintWriter out = line.getOut();
    if (values.hasMatchedOption("--json")) {
      out.println(answer.body());
    } else {
      print(tree, out);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private URI address(ApiDescription.Verb verb, ParseResult values) {
    String path = verb.path();
    for (int i = 0; i < verb.inPath().size(); i++) {
      path =
          path.replace(
              "{" + verb.inPath().get(i).name() + "}",
              encoded(String.valueOf((Object) values.matchedPositionalValue(i, ""))));
    }
    StringBuilder query = new StringBuilder();
    for (ApiDescription.Value value : verb.inQuery()) {
      String given = values.matchedOptionValue(value.option(), null);
      if (given != null) {
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(encoded(value.name()))
            .append('=')
            .append(encoded(given));
      }
    }
    String url = environment.apply(URL_VARIABLE);
    return URI.create((url == null ? DEFAULT_URL : url) + path + query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Map<String, @Nullable Object> body(ApiDescription.Verb verb, ParseResult values)
      throws IOException {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    for (ApiDescription.Value value : verb.inBody()) {
      Object given = values.matchedOptionValue(value.option(), null);
      if (given != null) {
        body.put(value.name(), value(value, given));
      }
    }
    return body;
  }

  private static @Nullable Object value(ApiDescription.Value value, Object given)
      throws IOException {
    return switch (value.form()) {
      case TEXT, TEXTS -> given;
      case WHOLE -> Long.parseLong((String) given);
      case YES_NO -> Boolean.parseBoolean((String) given);
      case JSON -> {
        try {
          yield JsonTree.parse((String) given);
        } catch (IOException e) {
          throw new IllegalArgumentException(value.option() + " takes JSON", e);
        }
      }
    };
  }

  // For people: a page as a table, anything else as names and values.

  private static void print(@Nullable Object answer, PrintWriter out) {
    if (!(answer instanceof Map<?, ?> map)) {
      return;
    }
    if (map.get("items") instanceof List<?> items) {
      table(items, out);
      if (map.get("nextCursor") != null) {
        out.println("more: --cursor " + map.get("nextCursor"));
      }
      return;
    }
    map.forEach((name, value) -> out.println("%-24s %s".formatted(name, shown(value))));
  }

  private static void table(List<?> items, PrintWriter out) {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (Object item : items) {
      if (item instanceof Map<?, ?> row) {
        row.forEach(
            (name, value) ->
                widths.merge(
                    String.valueOf(name),
                    Math.min(
                        MAX_COLUMN_CHARS,
                        Math.max(String.valueOf(name).length(), shown(value).length())),
                    Math::max));
      }
    }
    List<String> heads = new ArrayList<>(widths.keySet());
    out.println(row(heads, heads, widths));
    for (Object item : items) {
      if (item instanceof Map<?, ?> row) {
        out.println(row(heads, heads.stream().map(head -> shown(row.get(head))).toList(), widths));
      }
    }
  }

  private static String row(List<String> heads, List<String> cells, Map<String, Integer> widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < heads.size(); i++) {
      int width = widths.getOrDefault(heads.get(i), 1);
      String cell = cells.get(i);
      String cut = cell.length() > width ? cell.substring(0, width - 1) + "…" : cell;
      text.append(cut).append(" ".repeat(width - cut.length() + 2));
    }
    return text.toString().stripTrailing();
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case List<?> list -> String.join(", ", list.stream().map(ApiCommand::shown).toList());
      case Map<?, ?> map -> JsonText.of(map);
      default -> String.valueOf(value);
    };
  }
}
