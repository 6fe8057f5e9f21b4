import { describe, expect, it } from 'vitest';
import { ADMIN, startDemoDesk } from '../support/demo-desk.js';

const desk = await startDemoDesk();
const CUSTOMER = { authorization: `Basic ${btoa('customer:customer')}` };

describe('pages of tickets and articles', () => {
  it('are what their addresses lead to', async () => {
    const answer = await desk.ask(
      '{ tickets(first: 3) { nodes { subject url } } articles(first: 3) { nodes { subject url } } }',
    );
    const { data } = await answer.json();
    for (const { subject, url } of [...data.tickets.nodes, ...data.articles.nodes]) {
      const response = await fetch(url, { headers: ADMIN });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(`<h1>${subject.replaceAll("'", '&#39;').replaceAll('&', '&amp;')}`);
    }
  });

  it('take any spelling of the address', async () => {
    expect((await desk.get('/ticket/1/', ADMIN)).status).toBe(200);
    expect((await desk.get('/kb/view/1', ADMIN)).status).toBe(200);
  });

  it('cannot be run by what users wrote', async () => {
    const subject = '<script>alert(1)</script>';
    const body = '<p onclick="alert(1)">Hi<script>alert(2)</script></p>';
    const input = { categoryId: 1, subject, body };
    const mutation = 'mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ticket { url } } }';
    const { data } = await (await desk.ask(mutation, { input })).json();
    const response = await fetch(data.createTicket.ticket.url, { headers: ADMIN });
    expect(await response.text()).not.toMatch(/<script>alert|onclick/);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});

describe('pages refuse', () => {
  it('those who do not log in, so that browsers ask them to', async () => {
    const response = await desk.get('/Ticket/1');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic/);
  });

  it('those who may not see the record, as if there were none', async () => {
    const filter = '{ not: { submitter: { username: { eq: "customer" } } } }';
    const { data } = await (await desk.ask(`{ tickets(first: 1, filter: ${filter}) { nodes { number } } }`)).json();
    const [hidden, missing] = await Promise.all([
      desk.get(`/Ticket/${data.tickets.nodes[0].number}`, CUSTOMER),
      desk.get('/Ticket/999999999', CUSTOMER),
    ]);
    expect([hidden.status, missing.status]).toEqual([404, 404]);
    expect(await hidden.text()).toBe(await missing.text());
  });
});

describe('mistakes in addresses', () => {
  it.each(['/Ticket/99999999999', '/Ticket/x', '/KB/View/none', '/KB/View/', '/assets/../package.json', '/assets/nix'])(
    '%s is not found',
    async (path) => expect((await desk.get(path, ADMIN)).status).toBe(404),
  );
});
