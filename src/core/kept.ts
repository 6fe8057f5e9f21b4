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
