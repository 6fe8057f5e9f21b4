import type { TicketOrigin } from '../generated/prisma/enums.js';
import type { ORIGINS } from './ticket-params.js';

const NAMES: Record<TicketOrigin, (typeof ORIGINS)[number] | 'WhatsApp'> = {
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
  Object.entries(NAMES).map(([origin, name]) => [name, origin as TicketOrigin]),
);

/** The name by which answers tell an origin (rest.md § 4.5). */
export function originName(origin: TicketOrigin): string {
  return NAMES[origin];
}

/** The origin of a name from `ORIGINS`. */
export function originOf(name: string | undefined): TicketOrigin | undefined {
  return name === undefined ? undefined : BY_NAME.get(name);
}
