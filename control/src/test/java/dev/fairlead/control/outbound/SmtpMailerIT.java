package dev.fairlead.control.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mails are handed to a server on loopback that writes down what it is told. */
@Timeout(30)
class SmtpMailerIT {
  private static final Mailer.Mail MAIL =
      new Mailer.Mail("who@example.org", "Grüße", "A link:\nhttp://node/#/x\n.\nand a dot");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private ServerSocket server;

  /** What the server answers to RCPT, one after the other; then yes. */
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    threads.execute(
        () -> {
          while (!server.isClosed()) {
            try (Socket client = server.accept()) {
              serve(client);
            } catch (IOException e) {
              // The next one.
            }
          }
        });
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    threads.shutdownNow();
  }

  private void serve(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    Writer out = new OutputStreamWriter(client.getOutputStream(), StandardCharsets.UTF_8);
    say(out, "220 here");
    boolean data = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      told.add(line);
      if (data) {
        data = !line.equals(".");
        if (!data) {
          say(out, "250 taken");
        }
      } else if (line.startsWith("EHLO")) {
        say(out, "250-here\r\n250-SIZE 1000\r\n250 AUTH PLAIN");
      } else if (line.startsWith("AUTH")) {
        say(out, "235 yes");
      } else if (line.equals("DATA")) {
        data = true;
        say(out, "354 go on");
      } else if (line.startsWith("RCPT") && !answers.isEmpty()) {
        say(out, answers.remove());
      } else if (line.equals("QUIT")) {
        return;
      } else {
        say(out, "250 yes");
      }
    }
  }

  private static void say(Writer out, String line) throws IOException {
    out.write(line + "\r\n");
    out.flush();
  }

  private SmtpMailer mailer(String credentials) {
    return new SmtpMailer(
        MailServer.of("smtp://" + credentials + "127.0.0.1:" + server.getLocalPort()),
        "node@example.org",
        threads,
        () -> Instant.EPOCH,
        List.of(Duration.ofMillis(10), Duration.ofMillis(10)));
  }

  private String untilQuit() throws InterruptedException {
    StringBuilder all = new StringBuilder();
    for (String line = ""; !line.equals("QUIT"); ) {
      line = told.poll(10, TimeUnit.SECONDS);
      assertTrue(line != null, "told so far: " + all);
      all.append(line).append('\n');
    }
    return all.toString();
  }

  @Test
  void aMailArrivesWhole() throws Exception {
    mailer("me:pass%40word@").send(MAIL);

    String all = untilQuit();
    assertTrue(all.contains("AUTH PLAIN " + base64("\0me\0pass@word") + "\n"), all);
    assertTrue(all.contains("MAIL FROM:<node@example.org>\nRCPT TO:<who@example.org>\n"), all);
    assertTrue(all.contains("Subject: =?utf-8?B?" + base64("Grüße") + "?=\n"), all);
    assertTrue(all.contains("Date: Thu, 1 Jan 1970 00:00:00 GMT\n"), all);
    String body = all.substring(all.indexOf("\n\n") + 2, all.lastIndexOf("\n.\n"));
    assertEquals(
        MAIL.text() + "\n",
        new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whoIsToComeBackLaterDoes() throws Exception {
    answers.add("451 later");
    mailer("").send(MAIL);

    String all = untilQuit();
    assertEquals(2, all.split("RCPT TO", -1).length - 1, all);
    assertFalse(all.contains("AUTH"), all);
  }

  @Test
  void aRefusalIsFinal() throws Exception {
    answers.add("550 nobody of that name");
    SmtpMailer mailer = mailer("");
    mailer.send(MAIL);
    mailer.send(MAIL);

    String all = untilQuit();
    assertEquals(2, all.split("RCPT TO", -1).length - 1, all);
    assertEquals(null, told.poll(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void addressesOfServersAreRead() {
    assertEquals(
        new MailServer("mail.example.org", 465, true, "a@b", "c:d"),
        MailServer.of("smtps://a%40b:c%3Ad@mail.example.org"));
    assertEquals(587, MailServer.of("smtp://mail.example.org").port());
    assertThrows(IllegalArgumentException.class, () -> MailServer.of("http://mail.example.org"));
    assertFalse(MailServer.of("smtp://u:secret@h").toString().contains("secret"));
  }
}
