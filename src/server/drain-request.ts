import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Reads on after an early answer, such as one to a file that is too large: a client that still sends could otherwise
 * be cut off before it has read the answer. Past `bytesMax` it is cut off; Node's own time limit holds as well.
 */
export function drainAfterAnswer(req: IncomingMessage, res: ServerResponse, bytesMax: number): void {
  res.once('finish', () => {
    if (req.complete || req.destroyed) return;
    let bytes = 0;
    req.on('error', () => {}); // The client may leave at any time now.
    req.on('data', (chunk: Uint8Array) => {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) req.destroy();
    });
    req.resume();
  });
}
