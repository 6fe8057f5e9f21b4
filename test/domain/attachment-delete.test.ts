import { beforeEach, describe, expect, it } from 'vitest';
import { attachFiles, deleteAttachment, listAttachments } from '../../src/domain/attachment/attachment-service.js';
import { addComment } from '../../src/domain/comment/comment-service.js';
import { deleteTicket } from '../../src/domain/ticket/ticket-delete.js';
import { testDatabase } from '../support/db.js';
import { kindsOf, makeFileDesk, settle, store } from '../support/file-desk.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('deleting a file', () => {
  it.each(['customer', 'technician'] as const)('takes row, bytes and the comment that carried it: %s', async (role) => {
    const desk = await makeFileDesk(db);
    const { customer, ticket, storage } = desk;
    const [file] = await attachFiles(customer, ticket.id, { files: [await store(customer)] });
    expect(storage.objects.size).toBe(1);

    await deleteAttachment(desk[role], Number(file?.id));
    expect(await db.attachment.count()).toBe(0);
    expect(await db.comment.count()).toBe(0);
    expect(await kindsOf(db, ticket.id)).toEqual(['FILE_ADDED', 'FILE_DELETED']);
    await settle(desk[role]);
    expect(storage.objects.size).toBe(0);
  });

  it('leaves a comment that says something, and other files', async () => {
    const { customer, technician, ticket, storage } = await makeFileDesk(db);
    const files = [await store(customer, 'one'), await store(customer, 'two')];
    await addComment(customer, ticket.id, { body: 'Here they are', files });
    const [first] = await listAttachments(customer, ticket.id);
    await deleteAttachment(technician, Number(first?.id));
    await settle(technician);
    expect(await db.comment.count()).toBe(1);
    expect([...storage.objects.values()].map(String)).toEqual(['two']);
  });

  it('leaves bytes that another row uses', async () => {
    const { customer, ticket, storage } = await makeFileDesk(db);
    const file = await store(customer);
    const [one] = await attachFiles(customer, ticket.id, { files: [file, file] });
    await deleteAttachment(customer, Number(one?.id));
    await settle(customer);
    expect(storage.objects.size).toBe(1);
  });

  it('is refused to others who see it, and hidden from those who do not', async () => {
    const { customer, technician, stranger, ticket } = await makeFileDesk(db);
    const [file] = await attachFiles(technician, ticket.id, { files: [await store(technician)] });
    const id = Number(file?.id);
    await expect(deleteAttachment(customer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deleteAttachment(stranger, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await db.attachment.count()).toBe(1);
  });

  it('tells a second one that it is gone', async () => {
    const { customer, ticket } = await makeFileDesk(db);
    const [file] = await attachFiles(customer, ticket.id, { files: [await store(customer)] });
    await deleteAttachment(customer, Number(file?.id));
    await expect(deleteAttachment(customer, Number(file?.id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('comes with deleting the ticket', async () => {
    const { customer, technician, ticket, storage } = await makeFileDesk(db);
    await attachFiles(customer, ticket.id, { files: [await store(customer)] });
    await deleteTicket(technician, ticket.id);
    await settle(technician);
    expect(storage.objects.size).toBe(0);
  });
});
