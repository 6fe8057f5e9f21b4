import { describe, expect, it } from 'vitest';
import { createPasswordHasher } from '../../src/infra/passwords.js';

const weak = createPasswordHasher({ memoryCost: 1024, timeCost: 1 });

describe('passwords', () => {
  it('are hashed with argon2id, 19 MiB and two passes', async () => {
    const passwords = createPasswordHasher();
    const hash = await passwords.hash('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(hash, 'correct horse')).toBe(true);
    expect(await passwords.verify(hash, 'Correct horse')).toBe(false);
  });

  it('get a salt of their own', async () => {
    expect(await weak.hash('same')).not.toBe(await weak.hash('same'));
  });

  it('are upgraded when they were hashed with weaker settings', async () => {
    const strong = createPasswordHasher();
    const hash = await weak.hash('old');
    expect(strong.needsRehash(hash)).toBe(true);
    expect(weak.needsRehash(hash)).toBe(false);
    expect(await strong.verify(hash, 'old')).toBe(true);
  });

  it.each(['', 'plain', '$2b$12$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=1'])(
    'match no hash of unknown form: %s',
    async (hash) => {
      expect(await weak.verify(hash, 'anything')).toBe(false);
      expect(weak.needsRehash(hash)).toBe(true);
    },
  );

  it('leave the event loop free while they are hashed', async () => {
    const passwords = createPasswordHasher();
    let turns = 0;
    let isHashing = true;
    const count = () => {
      turns += 1;
      if (isHashing) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(Array.from({ length: 4 }, () => passwords.hash('x')));
    isHashing = false;
    expect(turns).toBeGreaterThan(10);
  });
});
