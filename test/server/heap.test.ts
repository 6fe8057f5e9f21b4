import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** Keeps 60 MB, most of which is replaced again and again, and tells the most that was used, in MB. */
const LOAD = `
  import { getHeapStatistics } from 'node:v8';
  const page = () => Array.from({ length: 1000 }, (_, index) => ({ index }));
  const kept = Array.from({ length: 300 }, page);
  const recent = [];
  let most = 0;
  for (let turn = 0; turn < 6000; turn++) {
    recent[turn % 1000] = page();
    most = Math.max(most, getHeapStatistics().used_heap_size);
  }
  console.log(kept.length && most / 2 ** 20);`;

function mostUsed(script: string): number {
  return Number(execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]));
}

it('collects garbage before V8 itself would', () => {
  const usual = mostUsed(LOAD);
  const small = mostUsed(`import './src/server/heap.ts'; ${LOAD}`);
  expect(small).toBeLessThan(usual * 0.75);
});
