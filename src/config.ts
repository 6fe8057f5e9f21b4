import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from './core/start-error.js';

/** Files go to this bucket instead of `DATA_DIR`. */
export interface S3Config {
  /** Null means Amazon's own address for the region. */
  readonly endpoint: string | null;
  readonly bucket: string;
  readonly region: string;
  /** Null means that the machine's own role opens the bucket. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/** Everything that can be set from outside. Null means unset. */
export interface Config {
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly databaseUrl: string | null;
  readonly databasePool: number;
  readonly redisUrl: string | null;
  /** Absolute path. */
  readonly dataDir: string;
  readonly s3: S3Config | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly demo: boolean;
  readonly adminUsername: string;
  readonly adminPassword: string | null;
  /** Zero means no limit. */
  readonly limitPerMinute: number;
  readonly limitSearchPerMinute: number;
  readonly limitFail: 'open' | 'closed';
  readonly uploadBytesMax: number;
  readonly bodyBytesMax: number;
  readonly trustProxy: number;
  readonly corsOrigins: readonly string[];
  /** Whether browsers that open `/graphql` get GraphiQL. */
  readonly graphiql: boolean;
  /** Whether clients may ask the graph for its schema. */
  readonly introspection: boolean;
  readonly logLevel: LogLevel;
  readonly workers: number;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

const variables = z.object({
  NODE_ENV: text().default(''),
  PORT: integer(0, 65_535).default(4000),
  HOST: text().default('0.0.0.0'),
  PUBLIC_URL: url('http', 'https').optional(),
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  DATABASE_POOL: integer(1, 1000).default(10),
  REDIS_URL: url('redis', 'rediss').optional(),
  DATA_DIR: text().default('./.data'),
  S3_ENDPOINT: url('http', 'https').optional(),
  S3_BUCKET: text().optional(),
  S3_REGION: text().default('us-east-1'),
  S3_ACCESS_KEY_ID: text().optional(),
  S3_SECRET_ACCESS_KEY: text().optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: text().optional(),
  DEMO: flag().optional(),
  ADMIN_USERNAME: text().default('admin'),
  ADMIN_PASSWORD: z.string().optional(),
  LIMIT_PER_MINUTE: integer(0, 1_000_000).default(90),
  LIMIT_SEARCH_PER_MINUTE: integer(0, 1_000_000).default(60),
  LIMIT_FAIL: oneOf(['open', 'closed']).default('open'),
  UPLOAD_MAX_BYTES: integer(1, 2 ** 31 - 1).default(50_000_000),
  BODY_MAX_BYTES: integer(1000, 1_000_000_000).default(1_000_000),
  TRUST_PROXY: integer(0, 100).default(0),
  CORS_ORIGINS: origins().default([]),
  GRAPHIQL: flag().default(true),
  INTROSPECTION: flag().default(true),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  WORKERS: workers().default(1),
});

type Variables = z.infer<typeof variables>;

/** Reads the configuration once. All mistakes are reported together, by the name of the variable, never by its value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const read = variables.safeParse(given);
  const issues = read.error?.issues ?? [];
  const mistakes = [
    ...issues.map((issue) => `${String(issue.path[0])} must be ${issue.message}.`),
    ...mistakesBetween(given),
  ];

  if (!read.success || mistakes.length > 0) {
    throw new StartError(['The configuration is wrong:', ...mistakes].join('\n  '));
  }
  return Object.freeze(toConfig(read.data));
}

/** Mistakes that only show when several variables are looked at together. */
function mistakesBetween(given: Readonly<Record<string, string | undefined>>): string[] {
  const { WORKERS = '1', S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = given;
  const mistakes: [unknown, string][] = [
    [
      WORKERS.trim() !== '1' && !given.DATABASE_URL,
      'WORKERS needs DATABASE_URL: the embedded database serves one process.',
    ],
    [
      !given.S3_BUCKET && (S3_ENDPOINT || S3_ACCESS_KEY_ID || S3_SECRET_ACCESS_KEY),
      'S3_BUCKET must be set with the other S3 variables.',
    ],
    [
      Boolean(S3_ACCESS_KEY_ID) !== Boolean(S3_SECRET_ACCESS_KEY),
      'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set together.',
    ],
    [given.SMTP_URL && !given.MAIL_FROM, 'MAIL_FROM must be set with SMTP_URL: the address that mails come from.'],
  ];
  return mistakes.filter(([isWrong]) => isWrong).map(([, sentence]) => sentence);
}

function toConfig(env: Variables): Config {
  const isProduction = env.NODE_ENV === 'production';
  return {
    isProduction,
    port: env.PORT,
    host: env.HOST,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    databaseUrl: env.DATABASE_URL ?? null,
    databasePool: env.DATABASE_POOL,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: resolve(env.DATA_DIR),
    s3: toS3(env),
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM ?? 'help-desk@localhost',
    demo: env.DEMO ?? !isProduction,
    adminUsername: env.ADMIN_USERNAME,
    adminPassword: env.ADMIN_PASSWORD ?? null,
    limitPerMinute: env.LIMIT_PER_MINUTE,
    limitSearchPerMinute: env.LIMIT_SEARCH_PER_MINUTE,
    limitFail: env.LIMIT_FAIL,
    uploadBytesMax: env.UPLOAD_MAX_BYTES,
    bodyBytesMax: env.BODY_MAX_BYTES,
    trustProxy: env.TRUST_PROXY,
    corsOrigins: env.CORS_ORIGINS,
    graphiql: env.GRAPHIQL,
    introspection: env.INTROSPECTION,
    logLevel: env.LOG_LEVEL,
    workers: env.WORKERS,
  };
}

function toS3(env: Variables): S3Config | null {
  if (!env.S3_BUCKET) return null;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  return {
    endpoint: env.S3_ENDPOINT ?? null,
    bucket: env.S3_BUCKET,
    region: env.S3_REGION,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
  };
}

function text() {
  return z.string().trim();
}

function integer(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  const digits = text().regex(/^\d{1,10}$/, expected);
  return digits.transform(Number).refine((value) => value >= min && value <= max, expected);
}

function flag() {
  return oneOf(['true', 'false']).transform((value) => value === 'true');
}

function oneOf<Word extends string>(words: readonly Word[]) {
  return z.enum(words, `one of ${words.join(', ')}`);
}

function url(...schemes: string[]) {
  const expected = `an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return text().refine(
    (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)),
    expected,
  );
}

function origins() {
  const list = text().transform((value) =>
    value
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  );
  const isOrigin = (origin: string) => URL.canParse(origin) && new URL(origin).origin === origin;
  return list.refine((all) => all.every(isOrigin), 'a comma list of origins such as https://app.example.com');
}

function workers() {
  const expected = 'a whole number from 1 to 1000, or auto for one per core';
  const count = text().regex(/^(auto|[1-9]\d{0,2}|1000)$/, expected);
  return count.transform((value) => (value === 'auto' ? availableParallelism() : Number(value)));
}
