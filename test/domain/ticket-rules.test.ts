import { describe, expect, it } from 'vitest';
import {
  awaitsStaff,
  flagsAfterReply,
  isOverdue,
  moveTo,
  progressAfterReply,
  STATUS,
  take,
} from '../../src/domain/ticket/ticket-rules.js';

const now = new Date('2026-03-02T10:00:00Z');
const earlier = new Date('2026-03-01T10:00:00Z');
const fresh = { statusId: STATUS.NEW, startedAt: null, resolvedAt: null };
const running = { statusId: STATUS.IN_PROGRESS, startedAt: earlier, resolvedAt: null };
const closed = { statusId: STATUS.CLOSED, startedAt: earlier, resolvedAt: earlier };
const noFlags = { updatedByUser: false, updatedByStaff: false, updatedForStaff: false };

describe('moving a ticket', () => {
  it('notes when it was closed, once', () => {
    expect(moveTo(STATUS.CLOSED, running, now).resolvedAt).toEqual(now);
    expect(moveTo(STATUS.CLOSED, closed, now).resolvedAt).toEqual(earlier);
  });

  it('forgets when it was closed on opening it again', () => {
    expect(moveTo(STATUS.IN_PROGRESS, closed, now)).toEqual({ ...running, statusId: STATUS.IN_PROGRESS });
  });

  it('begins the work in any status but New, though not by closing', () => {
    expect(moveTo(17051, fresh, now).startedAt).toEqual(now);
    expect(moveTo(STATUS.CLOSED, fresh, now).startedAt).toBeNull();
    expect(moveTo(STATUS.NEW, running, now).startedAt).toBeNull();
  });

  it('begins the work on a new ticket when somebody takes it', () => {
    expect(take(fresh, now)).toEqual({ statusId: STATUS.IN_PROGRESS, startedAt: now, resolvedAt: null });
    expect(take(closed, now)).toEqual(closed);
  });
});

describe('a reply', () => {
  it('of staff begins the work on a new ticket', () => {
    expect(progressAfterReply('staff', fresh, now)).toEqual({
      statusId: STATUS.IN_PROGRESS,
      startedAt: now,
      resolvedAt: null,
    });
    expect(progressAfterReply('submitter', fresh, now)).toEqual(fresh);
  });

  it.each(['staff', 'submitter'] as const)('of the %s side opens a closed ticket again', (side) => {
    expect(progressAfterReply(side, closed, now).statusId).toBe(STATUS.IN_PROGRESS);
  });

  it.each(['internal', 'system'] as const)('that is %s moves nothing', (side) => {
    expect(progressAfterReply(side, closed, now)).toEqual(closed);
    expect(progressAfterReply(side, fresh, now)).toEqual(fresh);
  });

  it('never leaves both sides as the last to have written', () => {
    const bySubmitter = flagsAfterReply('submitter', { ...noFlags, updatedByStaff: true, updatedForStaff: true });
    expect(bySubmitter).toEqual({ ...noFlags, updatedByUser: true });
    expect(flagsAfterReply('staff', bySubmitter)).toEqual({ ...noFlags, updatedByStaff: true });
  });

  it('for staff only draws their attention and keeps who wrote last in public', () => {
    const flags = { ...noFlags, updatedByStaff: true };
    expect(flagsAfterReply('internal', flags)).toEqual({ ...flags, updatedForStaff: true });
    expect(flagsAfterReply('system', flags)).toEqual(flags);
  });
});

describe('waiting', () => {
  it('is overdue past its due date unless closed', () => {
    expect(isOverdue({ dueDate: earlier, statusId: STATUS.NEW }, now)).toBe(true);
    expect(isOverdue({ dueDate: earlier, statusId: STATUS.CLOSED }, now)).toBe(false);
    expect(isOverdue({ dueDate: null, statusId: STATUS.NEW }, now)).toBe(false);
  });

  it('waits for staff when new, answered by the submitter, or flagged; never when closed', () => {
    expect(awaitsStaff({ ...noFlags, statusId: STATUS.NEW })).toBe(true);
    expect(awaitsStaff({ ...noFlags, statusId: STATUS.IN_PROGRESS })).toBe(false);
    expect(awaitsStaff({ ...noFlags, statusId: STATUS.IN_PROGRESS, updatedByUser: true })).toBe(true);
    expect(awaitsStaff({ ...noFlags, statusId: STATUS.IN_PROGRESS, updatedForStaff: true })).toBe(true);
    expect(awaitsStaff({ ...noFlags, statusId: STATUS.CLOSED, updatedByUser: true })).toBe(false);
  });
});
