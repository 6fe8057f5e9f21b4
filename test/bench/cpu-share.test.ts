import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shareCpu } from '../../bench/cpu-share.js';

/** A folder like the one in which Linux has its control groups. */
function groupsFolder(files: Readonly<Record<string, string>>, folders: readonly string[] = []): string {
  const root = mkdtempSync(join(tmpdir(), 'help-desk-groups-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const folder of folders) mkdirSync(join(root, folder));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return root;
}

describe('gives a process a quarter of a core', () => {
  it('by control groups of version 1', () => {
    const root = groupsFolder({}, ['cpu']);
    shareCpu(4711, 0.25, root);
    const said = (file: string) => readFileSync(join(root, 'cpu', 'help-desk-bench-4711', file), 'utf8');
    expect(Number(said('cpu.cfs_quota_us')) / Number(said('cpu.cfs_period_us'))).toBe(0.25);
    expect(said('cgroup.procs')).toBe('4711');
  });

  it('by control groups of version 2', () => {
    const root = groupsFolder({ 'cgroup.controllers': 'cpuset cpu io\n', 'cgroup.subtree_control': '' });
    shareCpu(4711, 0.25, root);
    const said = (file: string) => readFileSync(join(root, 'help-desk-bench-4711', file), 'utf8');
    const [quota, period] = said('cpu.max').split(' ');
    expect(Number(quota) / Number(period)).toBe(0.25);
    expect(said('cgroup.procs')).toBe('4711');
    expect(readFileSync(join(root, 'cgroup.subtree_control'), 'utf8')).toBe('+cpu');
  });
});

describe('says what it needs', () => {
  it('where there are no control groups', () => {
    expect(() => shareCpu(4711, 0.25, groupsFolder({}))).toThrow(/control groups of Linux and the rights of root/);
  });

  it('where they are not for processor time', () => {
    const root = groupsFolder({ 'cgroup.controllers': 'memory\n' });
    expect(() => shareCpu(4711, 0.25, root)).toThrow('processor time is not among their controllers');
  });
});
