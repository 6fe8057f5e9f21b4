import { beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../src/core/mail.js';
import { addComment } from '../../src/domain/comment/comment-service.js';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { testDatabase } from '../support/db.js';
import { type Desk, deliverTo, makeDesk, PUBLIC_URL } from './desk.js';

const database = await testDatabase();

let desk: Desk;
let customer: number;
let technician: number;
let categoryId: number;

beforeEach(async () => {
  await database.truncate();
  desk = makeDesk(database);
  customer = await desk.makeUser('customer');
  technician = await desk.makeUser('technician');
  categoryId = await desk.makeCategory([technician], 'printers@example.com');
});

async function delivered(): Promise<Mail[]> {
  const sent: Mail[] = [];
  await deliverTo(
    desk,
    async (mail) => void sent.push(mail),
    () => {},
  );
  return sent;
}

/** A ticket, a reply to it, and the mails about both: confirmation, notice, reply. */
async function converse(subject: string, body: string, reply: string) {
  const { id } = await createTicket(await desk.as(customer), { categoryId, subject, body });
  const first = await delivered();
  await addComment(await desk.as(technician), id, { body: reply });
  const [answer] = await delivered();
  return { id, confirmation: first.find(({ to }) => to.name === 'customer'), mails: [...first, answer], answer };
}

describe('works', () => {
  it('writes from the address of the category, with a link and number', async () => {
    const { id, answer } = await converse('No ink', 'None.', 'Use pencils.');
    expect(answer).toMatchObject({
      from: { address: 'printers@example.com' },
      to: { address: 'customer@example.com' },
      subject: `Re: [#${id}] No ink`,
      messageId: `<event-2.user-${customer}@desk.example.com>`,
    });
    expect(answer?.text).toContain('technician replied');
    expect(answer?.text).toContain(`${PUBLIC_URL}/Ticket/${id}`);
  });

  it('writes mails that belong together', async () => {
    const { id, mails } = await converse('No ink', 'None.', 'Use pencils.');
    expect(new Set(mails.map((mail) => mail?.messageId)).size).toBe(3);
    expect(new Set(mails.map((mail) => mail?.threadId))).toEqual(new Set([`<ticket-${id}@desk.example.com>`]));
  });

  it('keeps HTML, escapes text, and makes addresses of files absolute', async () => {
    const html = '<p>Out <b>of</b> ink <img src="/File/Get/7"></p>';
    const { confirmation, answer } = await converse('No ink', html, 'Use "pencils" & <paper>.');
    expect(confirmation?.html).toContain(`<p>Out <b>of</b> ink <img src="${PUBLIC_URL}/File/Get/7" /></p>`);
    expect(confirmation?.text).toContain('Out of ink');
    expect(answer?.text).toContain('Use "pencils" & <paper>.');
    expect(answer?.html).toContain('Use "pencils" &amp; &lt;paper&gt;.');
  });
});

describe('mistakes', () => {
  it('lets nothing out of a subject that would be a header or an element', async () => {
    const { id, confirmation } = await converse('No\r\nBcc: all@example.com <script>ink</script>', '', 'Hm.');
    expect(confirmation?.subject).toBe(`[#${id}] No Bcc: all@example.com <script>ink</script>`);
    expect(confirmation?.html).not.toContain('<script>');
  });

  it('shortens a subject of any length', async () => {
    const { confirmation } = await converse('x'.repeat(1000), '', 'Hm.');
    expect(confirmation?.subject).toHaveLength(200);
  });
});
