import { describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../src/config.js';
import { StartError } from '../src/core/start-error.js';

const DATABASE_URL = 'postgres://desk:secret@db/desk';

function mistakesOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  return '';
}

describe('works', () => {
  it('needs nothing to be set', () => {
    expect(readConfig({})).toMatchObject({
      isProduction: false,
      port: 4000,
      host: '0.0.0.0',
      publicUrl: 'http://localhost:4000',
      databaseUrl: null,
      databasePool: 10,
      redisUrl: null,
      s3: null,
      smtpUrl: null,
      demo: true,
      adminPassword: null,
      limitPerMinute: 90,
      limitSearchPerMinute: 60,
      limitFail: 'open',
      uploadBytesMax: 50_000_000,
      bodyBytesMax: 1_000_000,
      trustProxy: 0,
      corsOrigins: [],
      graphiql: true,
      introspection: true,
      logLevel: 'info',
      workers: 1,
    } satisfies Partial<Config>);
  });

  it('takes an empty variable for an unset one', () => {
    expect(readConfig({ PORT: ' ', REDIS_URL: '' })).toMatchObject({ port: 4000, redisUrl: null });
  });

  it('follows the port in the public address and drops its trailing slash', () => {
    expect(readConfig({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
    expect(readConfig({ PUBLIC_URL: 'https://desk.example.com/' }).publicUrl).toBe('https://desk.example.com');
  });

  it('seeds no demo desk in production unless told to', () => {
    expect(readConfig({ NODE_ENV: 'production' }).demo).toBe(false);
    expect(readConfig({ NODE_ENV: 'production', DEMO: 'true' }).demo).toBe(true);
  });

  it('starts one worker per core on request', () => {
    expect(readConfig({ WORKERS: 'auto', DATABASE_URL }).workers).toBeGreaterThan(0);
  });

  it('reads the bucket and its keys', () => {
    const env = { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' };
    expect(readConfig(env).s3).toEqual({
      endpoint: null,
      bucket: 'files',
      region: 'us-east-1',
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    });
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });
});

describe('mistakes', () => {
  it('reports every mistake at once, with the name of the variable and what is expected', () => {
    const message = mistakesOf({
      PORT: '99999',
      LIMIT_FAIL: 'maybe',
      GRAPHIQL: 'off',
      INTROSPECTION: '0',
      CORS_ORIGINS: 'https://a.example/path',
      WORKERS: '0',
      S3_ENDPOINT: 'http://s3',
    });
    expect(message).toContain('PORT must be a whole number from 0 to 65535.');
    expect(message).toContain('LIMIT_FAIL must be one of open, closed.');
    expect(message).toContain('GRAPHIQL must be one of true, false.');
    expect(message).toContain('INTROSPECTION must be one of true, false.');
    expect(message).toContain('CORS_ORIGINS must be a comma list of origins such as https://app.example.com.');
    expect(message).toContain('S3_BUCKET must be set');
    expect(message).toContain('WORKERS must be a whole number from 1 to 1000, or auto for one per core.');
  });

  it('names a wrong number once', () => {
    expect(mistakesOf({ DATABASE_POOL: 'many' }).split('\n')).toHaveLength(2);
  });

  it('refuses several workers on the embedded database', () => {
    expect(mistakesOf({ WORKERS: '2' })).toContain('WORKERS needs DATABASE_URL');
  });

  it('wants both S3 keys, a bucket for them, and a sender for SMTP', () => {
    const message = mistakesOf({ S3_ACCESS_KEY_ID: 'key', SMTP_URL: 'smtp://mail.example.com' });
    expect(message).toContain('S3_BUCKET must be set');
    expect(message).toContain('S3_SECRET_ACCESS_KEY must be set together');
    expect(message).toContain('MAIL_FROM must be set');
  });

  it('never repeats a value, which may be a secret', () => {
    const message = mistakesOf({ DATABASE_URL: 'mysql://desk:hunter2@db', REDIS_URL: 'hunter2', PORT: 'hunter2' });
    expect(message).not.toContain('hunter2');
  });
});
