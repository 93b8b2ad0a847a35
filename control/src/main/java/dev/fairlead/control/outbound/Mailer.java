package dev.fairlead.control.outbound;

/** Takes mails. Any thread; never blocks and never fails: what cannot be delivered is logged. */
public interface Mailer {
  /**
   * A mail.
   *
   * @param to address of one person
   * @param subject one line
   * @param text plain, with lines of a few words
   */
  record Mail(String to, String subject, String text) {
    /** Never the text: it carries a secret. */
    @Override
    public String toString() {
      return "Mail[" + subject + "]";
    }
  }

  /** Sends it, sooner or later. */
  void send(Mail mail);
}
