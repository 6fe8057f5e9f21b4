import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/context.js';
import { attachFiles, getAttachment, listAttachments } from '../../src/domain/attachment/attachment-service.js';
import { addComment, updateComment } from '../../src/domain/comment/comment-service.js';
import { discardFiles, storeFile } from '../../src/domain/file/file-service.js';
import { createTicket } from '../../src/domain/ticket/ticket-create.js';
import { makeContext } from '../support/context.js';
import { testDatabase } from '../support/db.js';
import { makeAttachment, makeTicket } from '../support/factories.js';
import { kindsOf, makeFileDesk, store } from '../support/file-desk.js';

const { db, truncate } = await testDatabase();
beforeEach(truncate);

describe('files of a new ticket', () => {
  it('are rows of the ticket, with what is known about their bytes', async () => {
    const { customer, category } = await makeFileDesk(db);
    const files = [await store(customer, 'one', 'a.txt'), await store(customer, 'three', 'b.txt')];
    const ticket = await createTicket(customer, { categoryId: category.id, subject: 'Help', body: '', files });
    expect(await listAttachments(customer, ticket.id)).toMatchObject([
      { fileName: 'a.txt', size: 3, contentType: 'text/plain', commentId: null, uploadedById: customer.who?.id },
      { fileName: 'b.txt', size: 5, sha256: files[1]?.sha256, storageKey: files[1]?.storageKey },
    ]);
  });

  it('leave nothing behind when the ticket is refused', async () => {
    const { customer, storage } = await makeFileDesk(db);
    const files = [await store(customer)];
    await expect(createTicket(customer, { categoryId: 999, subject: 'x', body: '', files })).rejects.toMatchObject({
      code: 'INVALID',
    });
    await discardFiles(customer, files);
    expect(storage.objects.size).toBe(0);
    expect(await db.attachment.count()).toBe(0);
  });
});

describe('files of a comment', () => {
  it('need no text beside them', async () => {
    const { customer, ticket } = await makeFileDesk(db);
    const files = [await store(customer)];
    const comment = await addComment(customer, ticket.id, { body: '', files });
    expect(comment.body).toBe('<!--html-->');
    expect(await listAttachments(customer, ticket.id)).toMatchObject([{ commentId: comment.id, ticketId: ticket.id }]);
  });

  it('are for those who read the comment, also when that changes', async () => {
    const { customer, technician, ticket } = await makeFileDesk(db);
    const files = [await store(technician)];
    const comment = await addComment(technician, ticket.id, { body: 'Look', isInternal: true, files });
    expect(await listAttachments(customer, ticket.id)).toEqual([]);
    expect(await listAttachments(technician, ticket.id)).toMatchObject([{ isInternal: true }]);

    await updateComment(technician, comment.id, { isInternal: false });
    expect(await listAttachments(customer, ticket.id)).toMatchObject([{ isInternal: false }]);
  });

  it('do not make up for a missing text that was not sent', async () => {
    const { customer, ticket } = await makeFileDesk(db);
    const empty = addComment(customer, ticket.id, { body: ' ', files: [] });
    await expect(empty).rejects.toMatchObject({ code: 'INVALID', field: ['body'] });
  });
});

describe('attaching files', () => {
  describe('works', () => {
    it('for whoever sees the ticket, on an empty comment, with an entry in the history', async () => {
      const { customer, ticket } = await makeFileDesk(db);
      const [file] = await attachFiles(customer, ticket.id, { files: [await store(customer)] });
      const comment = await db.comment.findUniqueOrThrow({ where: { id: Number(file?.commentId) } });
      expect(comment).toMatchObject({ body: '<!--html-->', isSystem: false, authorId: customer.who?.id });
      expect(await kindsOf(db, ticket.id)).toEqual(['FILE_ADDED']);
      expect(customer.events.map(({ name }) => name)).toEqual(['ticket.changed']);

      const after = await db.ticket.findUniqueOrThrow({ where: { id: ticket.id } });
      expect(after).toMatchObject({ updatedByUser: true, updatedByStaff: false, version: ticket.version + 1 });
      expect(after.updatedAt.getTime()).toBeGreaterThanOrEqual(ticket.updatedAt.getTime());
    });

    it('without opening a closed ticket', async () => {
      const { technician, category } = await makeFileDesk(db);
      const closed = await makeTicket(db, { categoryId: category.id, statusId: 3 });
      await attachFiles(technician, closed.id, { files: [await store(technician)] });
      const after = await db.ticket.findUniqueOrThrow({ where: { id: closed.id } });
      expect(after).toMatchObject({ statusId: 3, updatedByStaff: true });
    });

    it('for staff alone, where customers see neither file nor comment', async () => {
      const { technician, customer, ticket } = await makeFileDesk(db);
      await attachFiles(technician, ticket.id, { files: [await store(technician)], isInternal: true });
      expect(await listAttachments(technician, ticket.id)).toHaveLength(1);
      expect(await listAttachments(customer, ticket.id)).toEqual([]);
      expect(await db.ticket.findUniqueOrThrow({ where: { id: ticket.id } })).toMatchObject({ updatedForStaff: true });
    });
  });

  it('refuses those who do not see the ticket, and internal files of customers', async () => {
    const { stranger, otherTechnician, customer, ticket } = await makeFileDesk(db);
    for (const ctx of [stranger, otherTechnician]) {
      const files = [await store(ctx)];
      await expect(attachFiles(ctx, ticket.id, { files })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const internal = attachFiles(customer, ticket.id, { files: [await store(customer)], isInternal: true });
    await expect(internal).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(storeFile(makeContext(db, null), { fileName: 'x', bytes: Readable.from([]) })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  describe('mistakes', () => {
    it('are no file, an empty file, too many files and a file that is too large', async () => {
      const { customer, storage, ticket } = await makeFileDesk(db);
      await expect(attachFiles(customer, ticket.id, { files: [] })).rejects.toMatchObject({ code: 'INVALID' });
      await expect(store(customer, '', 'empty.txt')).rejects.toThrow('The file empty.txt is empty.');
      await expect(store(customer, 'x'.repeat(1_000_001))).rejects.toMatchObject({ code: 'TOO_LARGE' });
      expect(storage.objects.size).toBe(0);

      const file = await store(customer);
      const tooMany = attachFiles(customer, ticket.id, { files: Array.from({ length: 21 }, () => file) });
      await expect(tooMany).rejects.toMatchObject({ code: 'INVALID' });
      expect(await db.attachment.count()).toBe(0);
    });

    it('are files that were stored so long ago that the sweeper may be after them', async () => {
      const { customer, ticket } = await makeFileDesk(db);
      const old = { ...(await store(customer)), storedAt: new Date(Date.now() - 12 * 60 * 60 * 1000) };
      const late = attachFiles(customer, ticket.id, { files: [old] });
      await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
    });
  });
});

describe('seeing a file', () => {
  it('follows its ticket, article or asset', async () => {
    const { customer, technician, otherTechnician, stranger, ticket } = await makeFileDesk(db);
    const uploadedById = Number(technician.who?.id);
    const chapter = await db.articleCategory.create({ data: { name: 'FAQ', nameKey: 'faq' } });
    const article = { subject: 'How', body: '', categoryId: chapter.id };
    const openArticle = await db.article.create({ data: article });
    const closedArticle = await db.article.create({ data: { ...article, forTechsOnly: true } });
    const lookup = { create: { name: 'Any', nameKey: 'any' } };
    const asset = await db.asset.create({
      data: { modelName: 'Printer', type: lookup, manufacturer: lookup, supplier: lookup },
    });
    const files = {
      ticket: await makeAttachment(db, { ticketId: ticket.id, uploadedById }),
      internal: await makeAttachment(db, { ticketId: ticket.id, uploadedById, isInternal: true }),
      article: await makeAttachment(db, { articleId: openArticle.id, uploadedById }),
      staffArticle: await makeAttachment(db, { articleId: closedArticle.id, uploadedById }),
      asset: await makeAttachment(db, { assetId: asset.id, uploadedById }),
    };
    const seenBy = async (ctx: Context) => {
      const seen: string[] = [];
      for (const [name, { id }] of Object.entries(files)) {
        if (await getAttachment(ctx, id).catch(() => null)) seen.push(name);
      }
      return seen;
    };
    expect(await seenBy(technician)).toEqual(['ticket', 'internal', 'article', 'staffArticle', 'asset']);
    expect(await seenBy(otherTechnician)).toEqual(['article', 'staffArticle', 'asset']);
    expect(await seenBy(customer)).toEqual(['ticket', 'article']);
    expect(await seenBy(stranger)).toEqual(['article']);
    expect(await seenBy(makeContext(db, { ...expectWho(technician), isAdmin: true }))).toHaveLength(5);
  });

  it('makes no difference between a hidden and a missing one', async () => {
    const { stranger, ticket } = await makeFileDesk(db);
    const { id } = await makeAttachment(db, { ticketId: ticket.id });
    for (const hidden of [id, id + 1, 0, -1, 1.5, 2 ** 31]) {
      await expect(getAttachment(stranger, hidden)).rejects.toThrow('File not found.');
    }
  });
});

function expectWho({ who }: Context) {
  if (!who) throw new Error('Nobody is logged in.');
  return who;
}
