import { createNudge } from '../core/nudge.js';
import { type DeliveryParts, deliverDue } from './mail-delivery.js';

export interface NotificationParts extends DeliveryParts {
  /** How often to look for what others left behind and for what has to be tried again. */
  readonly pollMs?: number;
}

/** Tells people by mail what happens, in the background. */
export interface Notifications {
  /** Says that there may be something to tell. */
  nudge(): void;
  /** Resolves when what is being delivered at the moment has been. The rest waits in the database. */
  close(): Promise<void>;
}

const POLL_MS = 5000;

/** What happens within this time is told in one go, which takes a fraction of the statements. */
const GATHER_MS = 100;

/** Starts delivering what is in the outbox: after each nudge, and every few seconds. */
export function startNotifications(parts: NotificationParts): Notifications {
  let isStopped = false;
  const onError = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    parts.log.error({ reason }, 'the outbox cannot be worked off now');
  };
  const { nudge, settled } = createNudge(() => deliverDue(parts, () => isStopped), onError);
  const poll = setInterval(nudge, parts.pollMs ?? POLL_MS);
  poll.unref();
  nudge();

  let gathering: NodeJS.Timeout | null = null;
  const deliverGathered = () => {
    gathering = null;
    nudge();
  };
  return {
    nudge() {
      if (!isStopped) gathering ??= setTimeout(deliverGathered, GATHER_MS).unref();
    },
    close() {
      isStopped = true;
      clearInterval(poll);
      if (gathering) clearTimeout(gathering);
      return settled();
    },
  };
}
