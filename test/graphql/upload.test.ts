import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCategory, makeTicket } from '../support/factories.js';
import { field, multipart } from '../support/multipart.js';
import { LIMIT, startUploadServer, text } from './upload-server.js';

const desk = await startUploadServer();
const { db, operation, post, expectNothingLeft } = desk;

describe('files in a GraphQL request', () => {
  describe('works', () => {
    it('attaches several, whichever comes first', async () => {
      const [operations, map] = operation(2);
      const parts = [operations, map, text(1, 'second'), text(0, randomBytes(300_000))];
      const { body } = await post(multipart(...parts.filter((part) => part !== undefined)));
      expect(body.data.attachFiles.errors).toEqual([]);
      expect(body.data.attachFiles.attachments).toMatchObject([
        { fileName: 'file-0.txt', size: 300_000 },
        { fileName: 'file-1.txt', size: 6, contentType: 'text/plain' },
      ]);
      expect(body.data.attachFiles.ticket.attachments.totalCount).toBe(2);
      await expectNothingLeft();
    });

    it('takes a file of exactly the limit', async () => {
      const { body } = await post(multipart(...operation(1), text(0, Buffer.alloc(LIMIT, 'x'))));
      expect(body.data.attachFiles.attachments).toMatchObject([{ size: LIMIT }]);
    });

    it('files a ticket and a comment with them', async () => {
      const category = await makeCategory(db);
      const query = `mutation ($files: [Upload!]!) {
        createTicket(input: { categoryId: ${category.id}, subject: "Broken", files: $files }) {
          ticket { attachments { nodes { fileName comment { id } } } } errors { message }
        }
        addComment(input: { ticketId: ${desk.ticketId}, files: $files }) {
          comment { body attachments { nodes { fileName } } } errors { message }
        }
      }`;
      const { body } = await post(multipart(...operation(1, query), text(0, 'log')));
      expect(body.data).toEqual({
        createTicket: { ticket: { attachments: { nodes: [{ fileName: 'file-0.txt', comment: null }] } }, errors: [] },
        addComment: {
          comment: { body: '<!--html-->', attachments: { nodes: [{ fileName: 'file-0.txt' }] } },
          errors: [],
        },
      });
    });

    it('reads them for mutations that ask for them in another order than they come', async () => {
      const query = `mutation ($files: [Upload!]!, $second: Upload!) {
        later: attachFiles(input: { ticketId: ${desk.ticketId}, files: [$second] }) { attachments { fileName } }
        first: attachFiles(input: { ticketId: ${desk.ticketId}, files: $files }) { attachments { fileName } }
      }`;
      const variables = { files: [null], second: null };
      const parts = [
        field('operations', JSON.stringify({ query, variables })),
        field('map', JSON.stringify({ 0: ['variables.files.0'], 1: ['variables.second'] })),
        text(0, randomBytes(200_000)),
        text(1, 'late'),
      ];
      const { body } = await post(multipart(...parts));
      expect(body.data.later.attachments).toEqual([{ fileName: 'file-1.txt' }]);
      expect(body.data.first.attachments).toEqual([{ fileName: 'file-0.txt' }]);
    });

    it('makes names safe, however they are written', async () => {
      const names = [
        `filename="../../evil.txt"`,
        `filename="x.txt"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt`,
        `filename="Übersicht.txt"`,
        `filename="${'n'.repeat(300)}.txt"`,
      ];
      const parts = names.map((name, index) => ({ head: `form-data; name="${index}"; ${name}`, content: 'x' }));
      const { body } = await post(multipart(...operation(4), ...parts));
      expect(body.data.attachFiles.attachments).toMatchObject([
        { fileName: 'evil.txt' },
        { fileName: 'naïve €.txt' },
        { fileName: 'Übersicht.txt' },
        { fileName: `${'n'.repeat(251)}.txt` },
      ]);
    });

    it('deletes one', async () => {
      const { body } = await post(multipart(...operation(1), text(0, 'x')));
      expect(body.data.attachFiles.errors).toEqual([]);
      const { id } = await db.attachment.findFirstOrThrow();
      const query = `mutation { deleteAttachment(input: { id: ${id} }) {
        ticket { attachments { totalCount } } errors { code } } }`;
      const deleted = await post(multipart(...operation(0, query)));
      expect(deleted.body.data.deleteAttachment).toEqual({ ticket: { attachments: { totalCount: 0 } }, errors: [] });
    });
  });

  describe('refuses', () => {
    it('to keep files for a ticket that the caller does not see', async () => {
      desk.ticketId = (await makeTicket(db)).id;
      const { body } = await post(multipart(...operation(1), text(0, randomBytes(200_000))));
      expect(body.data.attachFiles).toMatchObject({ attachments: null, errors: [{ code: 'NOT_FOUND' }] });
      await expectNothingLeft();
    });

    it('to read files of a document that is not valid', async () => {
      const parts = [...operation(1, 'mutation { nothing }'), text(0, randomBytes(500_000))];
      const { body } = await post(multipart(...parts));
      expect(body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      await expectNothingLeft();
    });
  });
});
