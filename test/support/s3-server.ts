import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';

const BUCKET = 'desk';
const UPLOADS = '._S3rver_uploads';

/** An S3-compatible server of a test's own. */
export interface S3Server {
  readonly access: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** How many uploads have begun and neither ended nor been given up. */
  countUnfinished(): Promise<number>;
  stop(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'help-desk-s3-'));
  const uploads = join(directory, BUCKET, UPLOADS);
  const s3rver = new S3rver({
    directory,
    silent: true,
    vhostBuckets: false,
    // It leaves out the slash behind the bucket when it checks, and so refuses what the client signs.
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: BUCKET }],
  });
  await s3rver.configureBuckets();
  const answer = s3rver.callback();
  const server = createServer((req, res) => {
    const { searchParams } = new URL(req.url ?? '/', 'http://localhost');
    // The server does not know how to list unfinished uploads and how to give one up.
    if (req.method === 'GET' && searchParams.has('uploads')) void listUploads(uploads, res);
    else if (req.method === 'DELETE' && searchParams.has('uploadId')) void abort(uploads, searchParams, req, res);
    else answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    access: {
      endpoint: `http://127.0.0.1:${port}`,
      bucket: BUCKET,
      region: 'us-east-1',
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    },
    countUnfinished: async () => (await uploadIds(uploads)).length,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function uploadIds(uploads: string): Promise<string[]> {
  return readdir(uploads).catch(() => []);
}

async function listUploads(uploads: string, res: ServerResponse): Promise<void> {
  const rows = await Promise.all(
    (await uploadIds(uploads)).map(async (id) => {
      const key = await readFile(join(uploads, id, 'key'), 'utf8');
      const { mtime } = await stat(join(uploads, id, 'key'));
      return `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${mtime.toISOString()}</Initiated></Upload>`;
    }),
  );
  res.setHeader('content-type', 'application/xml');
  res.end(`<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${rows.join('')}</ListMultipartUploadsResult>`);
}

async function abort(uploads: string, params: URLSearchParams, req: IncomingMessage, res: ServerResponse) {
  req.resume();
  await rm(join(uploads, String(params.get('uploadId'))), { recursive: true, force: true });
  res.writeHead(204).end();
}
