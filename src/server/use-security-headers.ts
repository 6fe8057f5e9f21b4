import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from './visit.js';

const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
};

const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

// GraphiQL and the landing page bring their scripts and styles in the page itself.
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: https:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers that keep browsers from doing with an answer what it is not meant for. */
export function securityHeaders(contentType: string | null, isHttps: boolean): Record<string, string> {
  const isPage = contentType?.trim().toLowerCase().startsWith('text/html') ?? false;
  return {
    ...ALWAYS,
    'content-security-policy': isPage ? PAGE_POLICY : DATA_POLICY,
    ...(isHttps && { 'strict-transport-security': 'max-age=31536000' }),
  };
}

/** Sets the security headers of every answer, except for those it has set itself. */
export function useSecurityHeaders({ isHttps }: { isHttps: boolean }): Plugin<object, ServerContext> {
  return {
    onResponse({ response }) {
      const wanted = securityHeaders(response.headers.get('content-type'), isHttps);
      for (const [name, value] of Object.entries(wanted)) {
        if (!response.headers.has(name)) response.headers.set(name, value);
      }
    },
  };
}
