import type { Principal } from './principal.js';

const objects = new WeakSet<object>();

/** Says of an object that it stays as it is for many requests, so that what is made of it is worth keeping. */
export function keep<Value extends object>(value: Value): Value {
  objects.add(value);
  return value;
}

/** Whether the value is such an object. */
export function isKept(value: unknown): value is object {
  return typeof value === 'object' && value !== null && objects.has(value);
}

/** What hangs on nothing but the caller, made once for each; it goes with the caller's record, which is read anew every few seconds. */
export function keptPerCaller<Value extends object>(make: (who: Principal) => Value): (who: Principal) => Value {
  const known = new WeakMap<Principal, Value>();
  return (who) => {
    const value = known.get(who) ?? make(who);
    known.set(who, value);
    return value;
  };
}
