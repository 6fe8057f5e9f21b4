import { describe, expect, it } from 'vitest';
import { commentBody, documentBody, plainText, safeHtml } from '../../src/core/html.js';

describe('storing a comment', () => {
  it.each([
    ['A\n\nB', '<!--html-->A<br><br>B'],
    ['A\r\nB\rC', '<!--html-->A<br>B<br>C'],
    ['1 < 2 & 3 > 2', '<!--html-->1 &lt; 2 &amp; 3 &gt; 2'],
    ['Mail <jane.doe@example.com> or <jane>', '<!--html-->Mail &lt;jane.doe@example.com&gt; or &lt;jane&gt;'],
    ['It is <b>urgent</b>', '<!--html-->It is <b>urgent</b>'],
    ['<!--html-->kept <i>as is</i>', '<!--html-->kept <i>as is</i>'],
    ['<p onclick="x()">a</p><script>alert(1)</script>', '<!--html--><p>a</p>'],
  ])('turns %j into %j', (text, stored) => {
    expect(commentBody(text)).toBe(stored);
  });
});

describe('storing a ticket or article', () => {
  it('keeps plain text unchanged', () => {
    expect(documentBody('Please\nrefill & check <jane>')).toBe('Please\nrefill & check <jane>');
  });

  it('marks and cleans HTML', () => {
    expect(documentBody('<a href="javascript:x()">a</a>')).toBe('<!--html--><a rel="noopener noreferrer">a</a>');
  });
});

describe('showing a body', () => {
  it('is safe HTML whatever is stored', () => {
    expect(safeHtml('<script>alert(1)</script>\nx')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;<br>x');
    expect(safeHtml('<!--html--><img src="x" onerror="alert(1)">')).toBe('<img src="x" />');
    expect(safeHtml('<!--html--><img src="data:text/html,x">')).toBe('<img />');
  });

  it('is plain text with line breaks', () => {
    expect(plainText('<!--html-->A &lt;b&gt; &amp;<br>B<p>C</p>')).toBe('A <b> &\nBC');
    expect(plainText('A <b>\nB')).toBe('A <b>\nB');
  });
});
