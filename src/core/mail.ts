export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** One mail to one person. */
export interface Mail {
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same at every try, so that a mail that arrives twice is recognised. In angle brackets, like the next. */
  readonly messageId: string;
  /** What mail programs sort the mails of one conversation by. */
  readonly threadId: string;
}

/** Hands mails over to whoever delivers them. */
export interface MailTransport {
  /** Resolves when the other side has taken the mail over; rejects when that is not certain. */
  send(mail: Mail): Promise<void>;
  close(): void;
}
