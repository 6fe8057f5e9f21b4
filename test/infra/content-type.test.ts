import { describe, expect, it } from 'vitest';
import { contentTypeOf } from '../../src/infra/content-type.js';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const ZIP = Buffer.from('504b0304140000000000000000000000000000000000000000000400000061626364', 'hex');

describe('the type of a file', () => {
  it.each([
    ['a picture, whatever it is declared as', PNG, 'text/html', 'image/png'],
    ['a picture without a declaration', PNG, undefined, 'image/png'],
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj'), 'text/plain', 'application/pdf'],
    ['a text', Buffer.from('Grüße\n'), 'text/plain; charset=utf-8', 'text/plain'],
    ['a text that starts with the signature of a bitmap', Buffer.from('BMW is a brand'), 'text/plain', 'text/plain'],
    ['a table', Buffer.from('a,b\n1,2'), 'text/csv', 'text/csv'],
    ['data', Buffer.from('{}'), 'application/json', 'application/json'],
    ['an archive', ZIP, 'application/octet-stream', 'application/zip'],
    [
      'a document inside an archive',
      ZIP,
      'application/vnd.oasis.opendocument.text',
      'application/vnd.oasis.opendocument.text',
    ],
  ])('is told for %s', async (_what, head, declared, expected) => {
    expect(await contentTypeOf(head, declared)).toBe(expected);
  });

  it.each([
    ['text/html'],
    ['image/svg+xml'],
    ['application/xhtml+xml'],
    ['text/xml'],
    ['text/javascript'],
    ['application/x-shockwave-flash'],
    ['message/rfc822'],
    ['image/png'],
    ['application/pdf'],
    ['nonsense'],
    ['text/plain\r\nset-cookie: a=b'],
    ['multipart/form-data'],
    [''],
  ])('is unknown for something that only claims to be %s', async (declared) => {
    expect(await contentTypeOf(Buffer.from('<script>alert(1)</script>'), declared)).toBe('application/octet-stream');
  });

  it('is unknown for bytes that break off in the middle of a signature', async () => {
    expect(await contentTypeOf(Buffer.from([0xff]))).toBe('application/octet-stream');
    expect(await contentTypeOf(Buffer.alloc(0))).toBe('application/octet-stream');
  });

  it('is XML for a drawing, which no browser shows under that name', async () => {
    const svg = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>');
    expect(await contentTypeOf(svg, 'image/svg+xml')).toBe('application/xml');
  });
});
