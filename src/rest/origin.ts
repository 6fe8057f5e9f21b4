import type { TicketOrigin } from '../generated/prisma/enums.js';
import type { ORIGINS } from './ticket-params.js';

/** The names by which answers tell origins (rest.md § 4.5). */
export const ORIGIN_NAMES: Readonly<Record<TicketOrigin, (typeof ORIGINS)[number] | 'WhatsApp'>> = {
  WEB_APP: 'WebApp',
  EMAIL: 'Email',
  WIDGET: 'Widget',
  API: 'API',
  SCHEDULER: 'Scheduler',
  MOBILE_APP: 'MobileApp',
  PHONE: 'Phone',
  LIVE_CHAT: 'LiveChat',
  IN_PERSON: 'InPerson',
  WHATSAPP: 'WhatsApp',
};

const BY_NAME = new Map<string, TicketOrigin>(
  Object.entries(ORIGIN_NAMES).map(([origin, name]) => [name, origin as TicketOrigin]),
);

/** The name of one. */
export function originName(origin: TicketOrigin): string {
  return ORIGIN_NAMES[origin];
}

/** The origin of a name from `ORIGINS`. */
export function originOf(name: string | undefined): TicketOrigin | undefined {
  return name === undefined ? undefined : BY_NAME.get(name);
}
