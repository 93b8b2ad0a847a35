package dev.fairlead.control.outbound;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Where no mail server is configured, whoever runs the node reads mails in its log: they carry
 * links that count once and not for long. Any thread.
 */
public final class LogMailer implements Mailer {
  private static final Logger LOG = System.getLogger(LogMailer.class.getName());

  @Override
  public void send(Mail mail) {
    LOG.log(
        Level.INFO,
        "no mail server is configured (mail.server); mail to {0}: {1}: {2}",
        mail.to(),
        mail.subject(),
        mail.text().replace('\n', ' '));
  }
}
