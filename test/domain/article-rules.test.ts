import { describe, expect, it } from 'vitest';
import { articleIdOf, articleSlug } from '../../src/domain/article/article-rules.js';

describe('slugs', () => {
  it.each([
    ['Reset the router', '3-reset-the-router'],
    ['  Wi-Fi: "how to"? ', '3-wi-fi-how-to'],
    ['Größe & Ärger', '3-gro-e-arger'],
    ['打印机', '3'],
    ['../../etc', '3-etc'],
    ['x'.repeat(200), `3-${'x'.repeat(80)}`],
  ])('makes of %j the slug %s, and finds the article by it', (subject, slug) => {
    expect(articleSlug({ id: 3, subject })).toBe(slug);
    expect(articleIdOf(slug)).toBe(3);
  });

  it.each(['', 'reset', '-3', '3x', '3.5', '0x3', '99999999999'])('finds no id in %j', (slug) => {
    expect(articleIdOf(slug)).toBeNull();
  });

  it('goes by the number when the subject is another by now', () => {
    expect(articleIdOf('17-old-subject')).toBe(17);
    expect(articleIdOf('17')).toBe(17);
  });
});
