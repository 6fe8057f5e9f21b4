import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../src/domain/file/file-rules.js';

describe('the name of a file', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['Übersicht 2026 – final.docx', 'Übersicht 2026 – final.docx'],
    ['写真.png', '写真.png'],
    ['.htaccess', '.htaccess'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\report.pdf', 'report.pdf'],
    ['a/b\\..\\c.txt', 'c.txt'],
    ['..', 'file'],
    ['. .', 'file'],
    ['', 'file'],
    ['folder/', 'file'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie: x=1.txt'],
    ['nul\u0000byte.txt', 'nulbyte.txt'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['half \ud800 a pair.txt', 'half \ufffd a pair.txt'],
    ['e\u0301.txt', '\u00e9.txt'],
    ['  padded.txt  ', 'padded.txt'],
    ['quo"te;.txt', 'quo"te;.txt'],
  ])('%j becomes %j', (given, expected) => {
    expect(safeFileName(given)).toBe(expected);
  });

  it('is shortened to 255 bytes in front of its ending, by whole characters', () => {
    expect(safeFileName(`${'a'.repeat(300)}.pdf`)).toBe(`${'a'.repeat(251)}.pdf`);
    expect(safeFileName(`${'é'.repeat(200)}.pdf`)).toBe(`${'é'.repeat(125)}.pdf`);
    expect(safeFileName('b'.repeat(300))).toBe('b'.repeat(255));
  });

  it('is safe whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (given) => {
        const name = safeFileName(given);
        expect(name).not.toMatch(/[/\\]|\p{Cc}/u);
        expect(name.isWellFormed()).toBe(true);
        expect(['', '.', '..']).not.toContain(name);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }),
    );
  });
});
