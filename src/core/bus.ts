import type { DomainEvent } from './events.js';

/** What the processes of a desk tell each other. */
export type Signal =
  | DomainEvent
  /** A wrong password came from an address, which is now blocked for so long (0: not yet). */
  | { readonly name: 'login.failed'; readonly address: string; readonly blockedForMs: number };

/** Carries small signals to every process of the desk, this one included. */
export interface SignalBus {
  /** Delivers here at once and to other processes within milliseconds, if they can be reached. */
  publish(signal: Signal): void;
  /** Answers a function that ends the subscription. */
  subscribe(listener: (signal: Signal) => void): () => void;
  /** Called whenever signals of other processes may have been missed, or may be from now on. */
  onGap(listener: () => void): () => void;
  /** False while signals of other processes may be missed. */
  isComplete(): boolean;
  close(): Promise<void>;
}
