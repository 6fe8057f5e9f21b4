/** A mistake of whoever runs the desk. The process ends with the message alone: it says what to change. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
