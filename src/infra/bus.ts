import { randomUUID } from 'node:crypto';
import type { Signal, SignalBus } from '../core/bus.js';
import type { RedisLink } from './redis.js';

const CHANNEL = 'desk:signals';
const CHECK_MS = 5000;

/** Carries signals within this process. */
export function createLocalBus(): SignalBus {
  const { tell, subscribe } = createListeners<Signal>();
  return { publish: tell, subscribe, onGap: () => () => {}, isComplete: () => true, close: async () => {} };
}

/** Carries signals through Redis. While it is away they stay in this process, and `onGap` says so. */
export function createRedisBus(redis: RedisLink): SignalBus {
  const sender = randomUUID();
  const signals = createListeners<Signal>();
  const gaps = createListeners<void>();
  const subscriber = redis.client.duplicate();
  let isSubscribed = false;

  function setSubscribed(next: boolean) {
    isSubscribed = next;
    gaps.tell();
  }
  subscriber.on('error', () => {}); // The connection comes back by itself.
  subscriber.on('close', () => setSubscribed(false));
  subscriber.on('ready', () => {
    subscriber.subscribe(CHANNEL).then(
      () => setSubscribed(true),
      () => subscriber.disconnect(true),
    );
  });
  subscriber.on('message', (_channel, text) => {
    const message = readMessage(text);
    if (message && message.sender !== sender) signals.tell(message.signal);
  });
  redis.onChange(() => gaps.tell());
  // A connection that was cut without a word is only noticed by asking.
  const check = setInterval(() => isSubscribed && subscriber.ping().catch(() => subscriber.disconnect(true)), CHECK_MS);
  check.unref();

  return {
    publish(signal) {
      signals.tell(signal);
      redis.call((client) => client.publish(CHANNEL, JSON.stringify({ sender, signal }))).catch(() => {});
    },
    subscribe: signals.subscribe,
    onGap: gaps.subscribe,
    isComplete: () => isSubscribed && redis.isUp(),
    async close() {
      clearInterval(check);
      subscriber.disconnect();
    },
  };
}

interface Message {
  readonly sender: string;
  readonly signal: Signal;
}

function readMessage(text: string): Message | null {
  try {
    // Only processes of the desk write to the channel.
    const message = JSON.parse(text) as Partial<Message>;
    return message.sender && message.signal ? { sender: message.sender, signal: message.signal } : null;
  } catch {
    return null;
  }
}

function createListeners<Value>() {
  const listeners = new Set<(value: Value) => void>();
  return {
    tell(value: Value) {
      for (const listener of listeners) listener(value);
    },
    subscribe(listener: (value: Value) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
