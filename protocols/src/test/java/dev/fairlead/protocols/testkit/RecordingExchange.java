package dev.fairlead.protocols.testkit;

import dev.fairlead.protocols.http.HttpBodyWriter;
import dev.fairlead.protocols.http.HttpExchange;
import dev.fairlead.protocols.http.MemoryFile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request without a socket that records its answer as text, releasing every buffer. Confined to
 * the thread that stands for its loop.
 */
public final class RecordingExchange implements HttpExchange, HttpBodyWriter {
  private final EventLoop loop;
  private final String method;
  private final String path;
  private final Map<String, String> pathParameters = new HashMap<>();
  private final Map<String, String> query = new HashMap<>();
  private final Map<String, String> requestHeaders = new HashMap<>();
  private final TreeMap<String, String> answerHeaders = new TreeMap<>();
  private final List<Runnable> doneTasks = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();

  private InetSocketAddress remote =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
  private int status;
  private String contentType = "";
  private @Nullable String problem;
  private boolean answered;
  private boolean complete;
  private boolean aborted;
  private boolean closed;
  private boolean writable = true;
  private int answers;
  private long bytesSent;
  private int flushes;
  private byte[] lastBytes = new byte[0];
  private @Nullable Runnable writabilityTask;

  /**
   * @param loop where the exchange lives
   * @param method in upper case
   * @param target path with an optional query, both plain
   */
  public RecordingExchange(EventLoop loop, String method, String target) {
    this.loop = loop;
    this.method = method;
    int mark = target.indexOf('?');
    path = mark < 0 ? target : target.substring(0, mark);
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&")) {
        int equals = pair.indexOf('=');
        query.putIfAbsent(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
  }

  /** Matches the path against {@code pattern}, of literals and {@code {name}} segments. */
  public boolean matches(String pattern) {
    String[] wanted = pattern.split("/");
    String[] given = path.split("/");
    if (wanted.length != given.length) {
      return false;
    }
    pathParameters.clear();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{")) {
        pathParameters.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return false;
      }
    }
    return true;
  }

  /** Adds a request header. */
  public RecordingExchange withHeader(String name, String value) {
    requestHeaders.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  /** Comes from {@code address}. */
  public RecordingExchange from(String address) {
    remote = new InetSocketAddress(InetAddress.ofLiteral(address), 50_000);
    return this;
  }

  /** The client goes away. */
  public void disconnect() {
    if (!closed) {
      closed = true;
      done();
    }
  }

  /** The client takes more, or does not. */
  public void setWritable(boolean writable) {
    this.writable = writable;
    if (writabilityTask != null) {
      writabilityTask.run();
    }
  }

  /** Status of the answer, 0 while there is none. */
  public int status() {
    return status;
  }

  /** Media type of the answer. */
  public String contentType() {
    return contentType;
  }

  /** Code of the problem document, or null. */
  public @Nullable String problem() {
    return problem;
  }

  /** The body so far, a character for each byte. */
  public String text() {
    return body.toString();
  }

  /** The body of the last answer. */
  public byte[] bodyBytes() {
    return lastBytes.clone();
  }

  /** A header of the answer, or null. */
  public @Nullable String answerHeader(String name) {
    return answerHeaders.get(name.toLowerCase(Locale.ROOT));
  }

  /** Whether an answer has begun. */
  public boolean isAnswered() {
    return answered;
  }

  /** Whether the answer is complete. */
  public boolean isComplete() {
    return complete;
  }

  /** Whether the body was broken off. */
  public boolean isAborted() {
    return aborted;
  }

  /** How often an answering method was called. */
  public int answers() {
    return answers;
  }

  /** How often what was written was sent. */
  public int flushes() {
    return flushes;
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String pathParameter(String name) {
    return pathParameters.getOrDefault(name, "");
  }

  @Override
  public Map<String, String> query() {
    return query;
  }

  @Override
  public @Nullable String header(String name) {
    return requestHeaders.get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public ByteBuf body() {
    return Unpooled.EMPTY_BUFFER;
  }

  @Override
  public boolean acceptsGzip() {
    String accepted = header("Accept-Encoding");
    return accepted != null && accepted.contains("gzip");
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public String origin() {
    return "http://node.test:8080";
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void onDone(Runnable task) {
    if (closed || complete) {
      task.run();
    } else {
      doneTasks.add(task);
    }
  }

  @Override
  public long bytesSent() {
    return bytesSent;
  }

  @Override
  public HttpExchange setHeader(String name, String value) {
    answerHeaders.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  @Override
  public void respond(int newStatus, String type, List<ByteBuf> pieces) {
    begin(newStatus, type);
    for (ByteBuf piece : pieces) {
      write(piece);
    }
    finish();
  }

  @Override
  public boolean takesFiles() {
    return false;
  }

  @Override
  public void respondFile(String type, MemoryFile file) {
    file.release();
    throw new UnsupportedOperationException("takes no files");
  }

  @Override
  public void respondText(int newStatus, String type, String text) {
    begin(newStatus, type);
    append(text);
    finish();
  }

  @Override
  public void respondEmpty(int newStatus) {
    begin(newStatus, "");
    finish();
  }

  @Override
  public void respondProblem(int newStatus, String code, String detail) {
    begin(newStatus, "application/problem+json");
    problem = code;
    append(detail);
    finish();
  }

  @Override
  public HttpBodyWriter respondStreaming(String type) {
    begin(200, type);
    return this;
  }

  @Override
  public HttpBodyWriter respondEndless(String type) {
    return respondStreaming(type);
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void onWritabilityChanged(Runnable task) {
    writabilityTask = task;
  }

  @Override
  public void write(ByteBuf bytes) {
    try {
      if (!closed) {
        append(bytes.toString(StandardCharsets.ISO_8859_1));
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void flush() {
    flushes++;
  }

  @Override
  public void end() {
    finish();
  }

  @Override
  public void abort() {
    aborted = true;
    done();
  }

  private void begin(int newStatus, String type) {
    answers++;
    answered = true;
    status = newStatus;
    contentType = type;
    body.setLength(0);
  }

  private void append(String text) {
    if (!method.equals("HEAD")) {
      body.append(text);
      bytesSent += text.length();
    }
  }

  private void finish() {
    complete = true;
    lastBytes = body.toString().getBytes(StandardCharsets.ISO_8859_1);
    done();
  }

  private void done() {
    List<Runnable> tasks = List.copyOf(doneTasks);
    doneTasks.clear();
    tasks.forEach(Runnable::run);
  }
}
