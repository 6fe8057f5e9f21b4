import { checkText } from '../../core/check.js';
import { demand, invalid } from '../../core/errors.js';

const DOMAINS_MAX = 100;
const DOMAIN = /^(?=.{1,253}$)[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u;

/** E-mail domains as they are stored: without `@`, in lower case, each once. Accepts `@Example.com`. */
export function readEmailDomains(domains: readonly string[]): string[] {
  const read = domains.map((domain) => checkText('emailDomains', domain).trim().replace(/^@/, '').toLowerCase());
  const isSound = read.every((domain) => DOMAIN.test(domain));
  demand(isSound, invalid('emailDomains', 'emailDomains must be domains such as example.com.'));
  const unique = [...new Set(read)];
  demand(unique.length <= DOMAINS_MAX, invalid('emailDomains', `A company has ${DOMAINS_MAX} e-mail domains at most.`));
  return unique;
}
