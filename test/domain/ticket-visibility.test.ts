import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Principal } from '../../src/core/principal.js';
import { visibleTickets, visibleTicketsSql } from '../../src/domain/ticket/ticket-policy.js';
import { testDatabase } from '../support/db.js';
import * as make from '../support/factories.js';
import { makePrincipal } from '../support/principals.js';

const { db } = await testDatabase('postgres');

it('is the same for both kinds of statements, for everybody on a random desk', async () => {
  const seed = fc.sample(fc.array(fc.nat(1000), { minLength: 400, maxLength: 400 }), 1)[0] ?? [];
  let next = 0;
  const random = (below: number) => (seed[next++ % seed.length] ?? 0) % below;
  const maybe = <Item extends { id: number }>(items: readonly Item[]) => items[random(items.length + 1)]?.id ?? null;

  const companies = [await make.makeCompany(db), await make.makeCompany(db)];
  const departments = [await make.makeDepartment(db), await make.makeDepartment(db)];
  const categories = [await make.makeCategory(db), await make.makeCategory(db), await make.makeCategory(db)];
  const users = [];
  for (let n = 0; n < 8; n += 1) {
    users.push(await make.makeUser(db, { companyId: maybe(companies), departmentId: maybe(departments) }));
  }
  for (let n = 0; n < 40; n += 1) {
    const categoryId = categories[random(3)]?.id ?? 0;
    const ticket = await make.makeTicket(db, { categoryId, submitterId: users[random(8)]?.id ?? 0 });
    const extra = users[random(8)]?.id ?? 0;
    await db.ticketParticipant.createMany({
      data: [{ ticketId: ticket.id, userId: extra }],
      skipDuplicates: true,
    });
  }

  const principals: Principal[] = users.flatMap(({ id, companyId, departmentId }) =>
    [0, 1, 2, 3].map(() =>
      makePrincipal({
        id,
        companyId,
        departmentId,
        isAdmin: random(8) === 0,
        isManager: random(2) === 0,
        isDepartmentManager: random(2) === 0,
        technicianOf: categories.filter(() => random(3) === 0).map((category) => category.id),
      }),
    ),
  );
  for (const who of principals) {
    const rows = await db.ticket.findMany({
      where: visibleTickets(who),
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    const found = await db.$queryRaw`SELECT t.id FROM "Ticket" t WHERE ${visibleTicketsSql(who)} ORDER BY t.id`;
    expect(found).toEqual(rows);
  }
});
