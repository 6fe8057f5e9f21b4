import { beforeEach, expect, it } from 'vitest';
import { makeCategory, makeComment, makeTechnician, makeTicket, makeUser } from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';
import { testGraph } from './support.js';

const graph = await testGraph();
const { db } = graph;
beforeEach(graph.truncate);

async function makeTalk() {
  const category = await makeCategory(db);
  const technician = await makeTechnician(db, [category]);
  const submitter = await makeUser(db);
  const ticket = await makeTicket(db, { submitterId: submitter.id, categoryId: category.id });
  await makeComment(db, { ticketId: ticket.id, body: 'A reply' });
  await makeComment(db, { ticketId: ticket.id, body: 'A note', isInternal: true, authorId: technician.id });
  const staff = makePrincipal({ id: technician.id, technicianOf: [category.id] });
  return { ticket, staff, customer: makePrincipal({ id: submitter.id }) };
}

type Comments = { nodes: { bodyText: string }[] };

const bodiesOf = ({ nodes }: Comments) => nodes.map(({ bodyText }) => bodyText);

it('of one caller are not used for another who asks the same, in whatever order they ask', async () => {
  const { staff, customer } = await makeTalk();
  const bodies = async (who: typeof staff) => {
    const { tickets } = await graph.data(
      who,
      '{ tickets(first: 5) { nodes { comments(first: 5) { nodes { bodyText } } } } }',
    );
    return tickets.nodes.map(({ comments }: { comments: Comments }) => bodiesOf(comments));
  };
  expect(await bodies(staff)).toEqual([['A reply', 'A note']]);
  expect(await bodies(customer)).toEqual([['A reply']]);
  expect(await bodies(staff)).toEqual([['A reply', 'A note']]);
  // The same person after somebody took the category away.
  expect(await bodies({ ...staff, technicianOf: [] })).toEqual([]);
  expect(await bodies(customer)).toEqual([['A reply']]);
});

it('hang on variables, in fragments too', async () => {
  const { staff, ticket } = await makeTalk();
  for (const body of ['Third', 'Fourth']) await makeComment(db, { ticketId: ticket.id, body });
  const query = `query Q($count: Int!) { tickets(first: 5) { nodes { ...Talk } } }
    fragment Talk on Ticket { comments(first: $count) { nodes { bodyText } } }`;
  const bodies = async (count: number) => {
    const { tickets } = await graph.data(staff, query, { count });
    return bodiesOf(tickets.nodes[0].comments);
  };
  expect(await bodies(1)).toEqual(['A reply']);
  expect(await bodies(5)).toEqual(['A reply', 'A note', 'Third', 'Fourth']);
  expect(await bodies(2)).toEqual(['A reply', 'A note']);
});

it('send the very statements again, other columns where the order is another', async () => {
  const { staff } = await makeTalk();
  const query = `query Q($order: [TicketOrder!]) { tickets(first: 5, orderBy: $order) { edges { cursor node { subject } } } }`;
  const statements = async (field: string) => {
    graph.takeStatements();
    await graph.data(staff, query, { order: [{ field, direction: 'ASC' }] });
    return graph.takeStatements();
  };
  const byNumber = await statements('CREATED_AT');
  const byPriority = await statements('PRIORITY');
  expect(await statements('CREATED_AT')).toEqual(byNumber);
  expect(byPriority).not.toEqual(byNumber);
  expect(byPriority.join()).toContain('json_build_array(t1."id", t1."priority"');
});

it('notice what is wrong with an argument every time', async () => {
  const { staff } = await makeTalk();
  const query = '{ tickets(first: 5) { nodes { comments(first: 1000) { nodes { bodyText } } } } }';
  const [first, second] = [await graph.run(staff, query), await graph.run(staff, query)];
  expect(first.errors?.map(({ path }) => path)).toEqual([['tickets', 'nodes', 0, 'comments']]);
  expect(second).toEqual(first);
});

it('read what contradicts on its own every time', async () => {
  const { ticket, staff } = await makeTalk();
  const query = `{ ticket(id: "${btoa(`Ticket:${ticket.id}`)}") { one: comments(first: 1) { nodes { bodyText } } all: comments(first: 5) { nodes { bodyText } } } }`;
  for (let round = 0; round < 3; round += 1) {
    const { ticket: found } = await graph.data(staff, query);
    expect([bodiesOf(found.one), bodiesOf(found.all)]).toEqual([['A reply'], ['A reply', 'A note']]);
  }
});
