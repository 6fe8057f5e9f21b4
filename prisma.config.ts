import { defineConfig } from 'prisma/config';

// `prisma generate` looks for a schema engine that it never starts; any existing file satisfies the look-up.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
