import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

export type Log = Logger;

/** Lines are written together: each write costs as much as many lines do. */
const BYTES_TOGETHER = 4096;
const WAIT_MS = 100;

/** What may wait while the output takes nothing, such as a full disk; lines beyond that are dropped. */
const BYTES_WAITING_MAX = 1_000_000;

/** From this level on lines are written at once. */
const WARNING = 40;

/** A logger that writes one JSON object per line to standard output, or elsewhere; what could be a secret never gets there. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options: LoggerOptions = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'password',
        'token',
        'secret',
        'authorization',
        'headers.authorization',
        '*.password',
        '*.token',
        '*.secret',
      ],
      censor: '[redacted]',
    },
  };
  return destination ? pino(options, destination) : pinoTogether(options);
}

function pinoTogether(options: LoggerOptions): Log {
  const output = pino.destination({
    sync: true,
    minLength: BYTES_TOGETHER,
    periodicFlush: WAIT_MS,
    maxLength: BYTES_WAITING_MAX,
  });
  // A desk goes on without a log when nobody reads it any more or its disk is full.
  output.on('error', () => undefined);
  // Not `flushSync`, which tries for ever and lets nothing else happen meanwhile. This one, too, has written when it returns.
  const writeNow = () => output.flush();
  process.once('exit', writeNow);
  return pino(
    {
      ...options,
      hooks: {
        logMethod(args, method, level) {
          method.apply(this, args);
          if (level >= WARNING) writeNow();
        },
      },
    },
    output,
  );
}
