import { createHash } from 'node:crypto';
import { demand, tooLarge } from '../core/errors.js';
import type { PutOptions, StoredBytes } from '../core/storage.js';
import { contentTypeOf, HEAD_BYTES } from './content-type.js';

type Measured = Pick<StoredBytes, 'size' | 'sha256' | 'contentType'>;

interface Intake {
  /** Passes the bytes on; throws TOO_LARGE with the first that is too much. */
  readonly bytes: AsyncGenerator<Buffer>;
  /** What has come through, once `bytes` has ended. */
  measured(): Promise<Measured>;
  /** What made `bytes` fail; undefined if nothing did. */
  failure(): unknown;
}

/** Measures bytes on their way into a storage. Only the head is remembered, to find out what they are. */
export function takeIn(source: AsyncIterable<Uint8Array>, { bytesMax, declaredType }: PutOptions): Intake {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let size = 0;
  let failure: unknown;

  async function* measure(): AsyncGenerator<Buffer> {
    for await (const given of source) {
      const chunk = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
      // A copy: the slice alone would keep the whole chunk in memory.
      if (size < HEAD_BYTES) head.push(Buffer.from(chunk.subarray(0, HEAD_BYTES - size)));
      size += chunk.byteLength;
      demand(size <= bytesMax, tooLarge(`A file must have ${bytesMax} bytes at most.`));
      hash.update(chunk);
      yield chunk;
    }
  }

  async function* remembering(): AsyncGenerator<Buffer> {
    try {
      yield* measure();
    } catch (error) {
      failure = error;
      throw error;
    }
  }

  return {
    bytes: remembering(),
    failure: () => failure,
    measured: async () => {
      const contentType = await contentTypeOf(Buffer.concat(head), declaredType);
      return { size, sha256: hash.digest('hex'), contentType };
    },
  };
}
