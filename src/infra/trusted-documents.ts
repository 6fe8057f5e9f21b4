import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../core/start-error.js';

const manifest = z.record(z.string().regex(/^sha256:[0-9a-f]{64}$/), z.string());

/** The manifest in the data folder, to which the graph is then restricted; null without one. */
export function readTrustedDocuments(dataDir: string): Readonly<Record<string, string>> | null {
  const file = join(dataDir, 'trusted-documents.json');
  if (!existsSync(file)) return null;
  const read = manifest.safeParse(parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new StartError(`${file} must be a JSON object of documents by "sha256:" and their hash.`);
  return read.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
