package dev.fairlead.control.outbound;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Hands mails to a server (RFC 5321 §3), one connection each, a few at a time; tries a few times
 * where that may help. Any thread.
 */
public final class SmtpMailer implements Mailer {
  private static final Logger LOG = System.getLogger(SmtpMailer.class.getName());

  private static final int CONNECT_MS = 10_000;

  /** RFC 5321 §4.5.3.2 allows minutes; whoever waits for a link does not. */
  private static final int ANSWER_MS = 30_000;

  /** RFC 5321 §4.5.3.1.5: a reply line has 512 octets at most. */
  private static final int MAX_LINE_CHARS = 2_048;

  /** Extensions that a server tells of: more than any does. */
  private static final int MAX_LINES = 100;

  private static final int MAX_AT_ONCE = 4;
  private static final int MAX_WAITING = 1_000;

  private final MailServer server;
  private final String from;
  private final Executor threads;
  private final InstantSource clock;
  private final List<Duration> pauses;
  private final Semaphore atOnce = new Semaphore(MAX_AT_ONCE, true);
  private final Semaphore waiting = new Semaphore(MAX_WAITING);

  /**
   * @param server takes the mails
   * @param from address of the node
   * @param threads may block
   * @param clock dates mails
   * @param pauses before each further attempt
   */
  public SmtpMailer(
      MailServer server,
      String from,
      Executor threads,
      InstantSource clock,
      List<Duration> pauses) {
    this.server = server;
    this.from = from;
    this.threads = threads;
    this.clock = clock;
    this.pauses = List.copyOf(pauses);
  }

  @Override
  public void send(Mail mail) {
    if (!waiting.tryAcquire()) {
      LOG.log(Level.WARNING, "a mail was dropped: {0} wait already", MAX_WAITING);
      return;
    }
    try {
      threads.execute(() -> deliver(mail));
    } catch (RejectedExecutionException e) {
      waiting.release();
    }
  }

  private void deliver(Mail mail) {
    try {
      for (int attempt = 0; ; attempt++) {
        try {
          once(mail);
          return;
        } catch (IOException e) {
          boolean hopeless = e instanceof Refused refused && refused.permanent;
          if (hopeless || attempt == pauses.size()) {
            LOG.log(
                Level.WARNING, "a mail could not be handed over to {0}: {1}", server, e.toString());
            return;
          }
          Thread.sleep(pauses.get(attempt));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.release();
    }
  }

  private void once(Mail mail) throws IOException, InterruptedException {
    atOnce.acquire();
    try (Socket plain = new Socket()) {
      plain.connect(
          new InetSocketAddress(InetAddress.getByName(server.host()), server.port()), CONNECT_MS);
      plain.setSoTimeout(ANSWER_MS);
      if (server.tls()) {
        try (Conversation talk = new Conversation(secured(plain))) {
          talk.answer(220);
          hand(talk, mail, true);
        }
      } else {
        startPlain(plain, mail);
      }
    } finally {
      atOnce.release();
    }
  }

  private void startPlain(Socket plain, Mail mail) throws IOException {
    Conversation talk = new Conversation(plain);
    talk.answer(220);
    List<String> offers = talk.ask("EHLO fairlead", 250);
    if (offers.contains("STARTTLS")) {
      talk.ask("STARTTLS", 220);
      try (Conversation secured = new Conversation(secured(plain))) {
        hand(secured, mail, true);
      }
      return;
    }
    hand(talk, mail, plain.getInetAddress().isLoopbackAddress());
  }

  private Socket secured(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, server.host(), server.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * Says who we are and hands the mail over.
   *
   * @param mayTellPassword whether nobody listens in
   */
  private void hand(Conversation talk, Mail mail, boolean mayTellPassword) throws IOException {
    talk.ask("EHLO fairlead", 250);
    if (!server.user().isEmpty()) {
      if (!mayTellPassword) {
        throw new Refused(true, "the server offers no TLS: the password was not told");
      }
      String plain = "\0" + server.user() + "\0" + server.password();
      talk.ask("AUTH PLAIN " + base64(plain), 235);
    }
    talk.ask("MAIL FROM:<" + from + ">", 250);
    talk.ask("RCPT TO:<" + mail.to() + ">", 250);
    talk.ask("DATA", 354);
    talk.ask(text(mail) + "\r\n.", 250);
    talk.tell("QUIT");
  }

  /** Headers and a body in base64, whose lines hold no dots and no long ones (RFC 2045 §6.8). */
  private String text(Mail mail) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
    return String.join(
        "\r\n",
        "From: Fairlead <" + from + ">",
        "To: <" + mail.to() + ">",
        "Subject: =?utf-8?B?" + base64(mail.subject()) + "?=",
        "Date: " + date,
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        Base64.getMimeEncoder()
            .encodeToString((mail.text() + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The server said no. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    Refused(boolean permanent, String text) {
      super(text);
      this.permanent = permanent;
    }
  }

  /** Commands and replies. Confined to one thread. */
  private static final class Conversation implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    Conversation(Socket socket) throws IOException {
      this.socket = socket;
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      out = socket.getOutputStream();
    }

    void tell(String line) throws IOException {
      out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    List<String> ask(String line, int expected) throws IOException {
      tell(line);
      return answer(expected);
    }

    /** The texts of a reply, in upper case; {@link Refused} when it is another. */
    List<String> answer(int expected) throws IOException {
      List<String> texts = new ArrayList<>();
      while (texts.size() < MAX_LINES) {
        String line = line();
        if (line.length() < 3) {
          throw new IOException("the server does not speak SMTP");
        }
        int code = code(line);
        if (code != expected) {
          throw new Refused(code >= 500, "the server answered " + code);
        }
        texts.add(line.length() < 4 ? "" : line.substring(4).toUpperCase(Locale.ROOT).strip());
        if (line.length() < 4 || line.charAt(3) != '-') {
          return texts;
        }
      }
      throw new IOException("the server does not end its reply");
    }

    private static int code(String line) throws IOException {
      try {
        return Integer.parseInt(line, 0, 3, 10);
      } catch (NumberFormatException e) {
        throw new IOException("the server does not speak SMTP", e);
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0 || line.length() >= MAX_LINE_CHARS) {
          throw new IOException("the server ended the connection");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
