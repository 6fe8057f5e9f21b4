import { describe, expect, it } from 'vitest';
import { securityHeaders } from '../../src/server/use-security-headers.js';

describe('security headers', () => {
  it('let data load nothing at all', () => {
    const headers = securityHeaders('application/json; charset=utf-8', false);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('let pages load from here only', () => {
    const policy = securityHeaders('text/html; charset=utf-8', true)['content-security-policy'];
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('keep browsers on HTTPS where there is HTTPS', () => {
    expect(securityHeaders(null, true)).toHaveProperty('strict-transport-security');
  });
});
