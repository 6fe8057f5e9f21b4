import type pg from 'pg';

/** Keeps a database busy that shares its machine with the desk; more statements at once only take turns there. */
const AT_ONCE = 4;
/** Who waits this long for a connection does not wait for the likes of it, but behind a lock, a long statement or a slow network. */
const PATIENCE_MS = 50;
const AFTER_FAILURE_MS = 1000;

/**
 * Has a pool open four connections without further ado, and more, up to its `max`, one by one: whenever somebody has waited for one in
 * vain for 50 ms. When it has closed those that are idle it starts over. See decision 031.
 *
 * @param onFailure is told why another connection could not be opened. Those who wait go on waiting for the others.
 */
export function growBehindWaits(pool: pg.Pool, onFailure: (error: Error) => void): void {
  const { max: most = AT_ONCE } = pool.options;
  const limit = Math.min(AT_ONCE, most);
  pool.options.max = limit;
  let acquired = 0;
  let timer: NodeJS.Timeout | undefined;

  const isExhausted = () => !pool.ending && pool.idleCount === 0 && pool.totalCount >= limit && pool.totalCount < most;

  const watch = (ms = PATIENCE_MS) => {
    clearTimeout(timer);
    const due = acquired + pool.waitingCount;
    const look = () => {
      timer = undefined;
      if (!isExhausted()) return;
      if (acquired < due) grow();
      else watch();
    };
    // Answers that are already there come first: it may be the process that was slow.
    timer = setTimeout(() => setImmediate(look), ms).unref();
  };

  const grow = () =>
    openAnother(pool, (error) => {
      onFailure(error);
      watch(AFTER_FAILURE_MS);
    });

  const start = () => {
    if (!timer && isExhausted()) watch();
  };
  pool.on('acquire', () => {
    acquired++;
    start();
  });
  pool.on('remove', start);
}

/** Opens a connection above the pool's limit, for who waits longest. */
function openAnother(pool: pg.Pool, onFailure: (error: Error) => void): void {
  const { max } = pool.options;
  pool.options.max = pool.totalCount + 1;
  pool.connect((error, _client, release) => (error ? onFailure(error) : release()));
  // Connections above its limit the pool keeps. If this one fails, it does not try the same for those who wait.
  pool.options.max = max;
}
