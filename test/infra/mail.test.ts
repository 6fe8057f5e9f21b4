import { afterEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../src/core/mail.js';
import type { Log } from '../../src/infra/log.js';
import { createLogTransport, createSmtpTransport } from '../../src/infra/mail.js';
import { startBadServer, startSmtpServer } from '../notifications/smtp-server.js';

const mail: Mail = {
  from: { name: 'Printers', address: 'printers@example.com' },
  to: { name: 'Ünal, "Ö" <x>', address: 'customer@example.com' },
  subject: 'No ink – 墨',
  text: 'Out of ink.\n.\nReally.',
  html: '<p>Out of ink.</p>',
  messageId: '<event-1.user-2@desk.example.com>',
  threadId: '<ticket-3@desk.example.com>',
};

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** Ends the server when the test is over. */
function closing<Closable extends { close(): unknown }>(closable: Closable): Closable {
  endings.unshift(() => closable.close());
  return closable;
}

const transportTo = (url: string) =>
  closing(createSmtpTransport(url, { connectionTimeout: 300, greetingTimeout: 300, socketTimeout: 300 }));

describe('works', () => {
  it('delivers text and HTML with the headers that hold a conversation together', async () => {
    const server = closing(await startSmtpServer());
    await transportTo(server.url).send(mail);
    const [{ recipients, source } = { recipients: [], source: '' }] = server.received;
    expect(recipients).toEqual(['customer@example.com']);
    expect(source).toContain('Message-ID: <event-1.user-2@desk.example.com>');
    expect(source).toContain('In-Reply-To: <ticket-3@desk.example.com>');
    expect(source).toContain('References: <ticket-3@desk.example.com>');
    expect(source).toContain('Auto-Submitted: auto-generated');
    expect(source).toMatch(/From: Printers <printers@example.com>/);
    expect(source).toContain('Content-Type: text/plain');
    expect(source).toContain('Content-Type: text/html');
  });

  it('notes in the log that there is a mail, and neither whole address nor text at level info', async () => {
    const lines: [string, string][] = [];
    const note = (level: string) => (details: object) => void lines.push([level, JSON.stringify(details)]);
    await createLogTransport({ info: note('info'), debug: note('debug') } as unknown as Log).send(mail);
    expect(lines.map(([level]) => level)).toEqual(['info', 'debug']);
    expect(lines[0]?.[1]).toContain('c***@example.com');
    expect(lines[0]?.[1]).not.toContain('ink');
    expect(lines[1]?.[1]).toContain('Out of ink.');
  });
});

describe('mistakes', () => {
  it('rejects when the server refuses the recipient', async () => {
    const refuse = Object.assign(new Error('No such mailbox'), { responseCode: 550 });
    const server = closing(await startSmtpServer({ onRcptTo: (_address, _session, done) => done(refuse) }));
    await expect(transportTo(server.url).send(mail)).rejects.toThrow('550');
  });

  it('rejects when the server refuses the mail at its end', async () => {
    const refuse = Object.assign(new Error('Disk full'), { responseCode: 452 });
    const onData = (stream: NodeJS.ReadableStream, _session: unknown, done: (error: Error) => void) =>
      void stream.on('end', () => done(refuse)).resume();
    const server = closing(await startSmtpServer({ onData }));
    await expect(transportTo(server.url).send(mail)).rejects.toThrow('452');
  });

  it('rejects when there is no server', async () => {
    const server = await startSmtpServer();
    await server.close();
    await expect(transportTo(server.url).send(mail)).rejects.toThrow('ECONNREFUSED');
  });

  it.each(['hang', 'drop'] as const)('rejects when the server takes the connection and does %s', async (behaviour) => {
    const server = closing(await startBadServer(behaviour));
    await expect(transportTo(server.url).send(mail)).rejects.toThrow();
  });

  it('rejects when the server falls silent in the middle of a mail', async () => {
    const server = closing(await startSmtpServer({ onData: (stream) => void stream.resume() }));
    await expect(transportTo(server.url).send(mail)).rejects.toThrow();
  });
});
