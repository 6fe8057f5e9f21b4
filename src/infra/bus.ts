import { randomUUID } from 'node:crypto';
import type { Signal, SignalBus } from '../core/bus.js';
import type { RedisClient, RedisLink } from './redis.js';
import { answerInTime } from './redis-breaker.js';

const CHANNEL = 'desk:signals';
const CHECK_MS = 5000;
/** Of 10 ms each. */
const SILENT_TICKS = 30;

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
  const connection = keepSubscribed(redis.client.duplicate(), gaps.tell, (text) => {
    const message = readMessage(text);
    if (message && message.sender !== sender) signals.tell(message.signal);
  });
  redis.onChange(() => gaps.tell());

  return {
    publish(signal) {
      signals.tell(signal);
      redis.call((client) => client.publish(CHANNEL, JSON.stringify({ sender, signal }))).catch(() => {});
    },
    subscribe: signals.subscribe,
    onGap: gaps.subscribe,
    isComplete: () => connection.isSubscribed() && redis.isUp(),
    close: async () => connection.close(),
  };
}

/** Keeps a connection subscribed, and reports when it starts or ceases to be. */
function keepSubscribed(client: RedisClient, onChange: () => void, onMessage: (text: string) => void) {
  let isSubscribed = false;
  const change = (next: boolean) => {
    isSubscribed = next;
    onChange();
  };
  const reconnect = () => client.disconnect(true);

  client.on('error', () => {}); // The connection comes back by itself.
  client.on('close', () => change(false));
  client.on(
    'ready',
    () => void answerInTime(client.subscribe(CHANNEL), SILENT_TICKS).then(() => change(true), reconnect),
  );
  client.on('message', (_channel, text) => onMessage(text));
  // A connection that was cut without a word is only noticed by asking.
  const check = setInterval(
    () => isSubscribed && answerInTime(client.ping(), SILENT_TICKS).catch(reconnect),
    CHECK_MS,
  ).unref();

  return {
    isSubscribed: () => isSubscribed,
    close() {
      clearInterval(check);
      client.disconnect();
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
