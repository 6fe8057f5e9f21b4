import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Short, so that a process that has used up its part waits a few milliseconds only. */
const PERIOD_US = 10_000;

/**
 * Gives a process, all its threads together, a part of a core. It is Linux that sees to it, by a control group of its own, of version
 * 1 or 2, under `root`; only its administrator may ask for that.
 *
 * @returns what gives the group up, once the process has ended.
 * @throws {Error} where there are no control groups, or they may not be changed.
 */
export function shareCpu(pid: number, cores: number, root = '/sys/fs/cgroup'): () => void {
  const quotaUs = Math.round(cores * PERIOD_US);
  try {
    return existsSync(join(root, 'cpu')) ? inFirstVersion(pid, quotaUs, root) : inSecondVersion(pid, quotaUs, root);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`--share needs control groups of Linux and the rights of root: ${reason}`);
  }
}

function inFirstVersion(pid: number, quotaUs: number, root: string): () => void {
  const group = makeGroup(join(root, 'cpu'), pid);
  writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
  writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quotaUs));
  writeFileSync(join(group, 'cgroup.procs'), String(pid));
  return () => rmdirSync(group);
}

function inSecondVersion(pid: number, quotaUs: number, root: string): () => void {
  if (!readFileSync(join(root, 'cgroup.controllers'), 'utf8').split(/\s/).includes('cpu')) {
    throw new Error('processor time is not among their controllers.');
  }
  writeFileSync(join(root, 'cgroup.subtree_control'), '+cpu');
  const group = makeGroup(root, pid);
  writeFileSync(join(group, 'cpu.max'), `${quotaUs} ${PERIOD_US}`);
  writeFileSync(join(group, 'cgroup.procs'), String(pid));
  return () => rmdirSync(group);
}

function makeGroup(parent: string, pid: number): string {
  const group = join(parent, `help-desk-bench-${pid}`);
  mkdirSync(group, { recursive: true });
  return group;
}
