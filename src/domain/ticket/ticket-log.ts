import type { Context } from '../../core/context.js';
import type { Ticket } from '../../generated/prisma/client.js';
import { STATUS } from './ticket-rules.js';

type Logged = Pick<Ticket, 'statusId' | 'assigneeId' | 'categoryId' | 'dueDate' | 'priority'>;

const PRIORITY_NAMES = new Map([
  [-1, 'Low'],
  [0, 'Normal'],
  [1, 'High'],
  [2, 'Critical'],
]);

/** What the log says about the difference between two versions of a ticket: one line per visible change. */
export async function logEntries(tx: Context, before: Logged, after: Logged): Promise<string[]> {
  const entries: string[] = [];
  if (before.assigneeId !== after.assigneeId) entries.push(await assignment(tx, after.assigneeId));
  if (before.statusId !== after.statusId) entries.push(await statusMove(tx, before.statusId, after.statusId));
  if (before.categoryId !== after.categoryId) {
    const { name } = await tx.db.category.findUniqueOrThrow({ where: { id: after.categoryId } });
    entries.push(`Category changed to ${name}`);
  }
  if (before.dueDate?.getTime() !== after.dueDate?.getTime()) {
    entries.push(after.dueDate ? `Due date set to ${after.dueDate.toISOString().slice(0, 10)}` : 'Due date removed');
  }
  if (before.priority !== after.priority) entries.push(`Priority changed to ${PRIORITY_NAMES.get(after.priority)}`);
  return entries;
}

/** Adds system entries to a ticket's comments; they stand there in the order given. */
export async function writeLog(tx: Context, ticketId: number, entries: readonly string[]): Promise<void> {
  if (entries.length === 0) return;
  const createdAt = tx.now();
  await tx.db.comment.createMany({
    data: entries.map((body) => ({ ticketId, body, isSystem: true, createdAt })),
  });
}

async function assignment(tx: Context, assigneeId: number | null): Promise<string> {
  if (assigneeId === null) return 'Ticket unassigned';
  const { fullName } = await tx.db.user.findUniqueOrThrow({ where: { id: assigneeId } });
  return assigneeId === tx.who?.id ? `Ticket taken by ${fullName}` : `Ticket assigned to ${fullName}`;
}

async function statusMove(tx: Context, before: number, after: number): Promise<string> {
  if (after === STATUS.CLOSED) return 'Ticket closed';
  if (before === STATUS.CLOSED) return 'Ticket reopened';
  const { name } = await tx.db.ticketStatus.findUniqueOrThrow({ where: { id: after } });
  return `Status changed to ${name}`;
}
