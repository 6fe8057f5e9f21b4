import { PRIORITY_MAX, PRIORITY_MIN } from '../domain/ticket/ticket-rules.js';
import { builder } from './builder.js';

export const TicketPriority = builder.enumType('TicketPriority', {
  description: 'How urgent a ticket is.',
  values: {
    LOW: { value: PRIORITY_MIN as number, description: 'Can wait.' },
    NORMAL: { value: 0, description: 'The usual.' },
    HIGH: { value: 1, description: 'Before others.' },
    CRITICAL: { value: PRIORITY_MAX, description: 'At once.' },
  },
});

export const TicketOrigin = builder.enumType('TicketOrigin', {
  description: 'How a ticket came in.',
  values: {
    WEB_APP: { description: 'The web application.' },
    EMAIL: { description: 'An e-mail.' },
    WIDGET: { description: 'The widget on a web page.' },
    API: { description: 'One of the APIs.' },
    SCHEDULER: { description: 'A scheduled ticket.' },
    MOBILE_APP: { description: 'The mobile application.' },
    PHONE: { description: 'A phone call.' },
    LIVE_CHAT: { description: 'A live chat.' },
    IN_PERSON: { description: 'A visit in person.' },
    WHATSAPP: { description: 'A WhatsApp message.' },
  } as const,
});

export const TicketStatusKind = builder.enumType('TicketStatusKind', {
  description: 'What a status means to the desk, whatever it is called.',
  values: {
    NEW: { description: 'Nobody has worked on the ticket.' },
    IN_PROGRESS: { description: 'Somebody is working on the ticket.' },
    CLOSED: { description: 'The ticket is finished.' },
    CUSTOM: { description: "A status of the desk's own; counts as active." },
  } as const,
});

export const UserRole = builder.enumType('UserRole', {
  description: 'What a user is to the desk; of several roles the most powerful.',
  values: {
    ADMIN: { description: 'Sees and may do everything.' },
    TECHNICIAN: { description: 'Works on the tickets of some categories.' },
    MANAGER: { description: 'Sees the tickets of a company or department.' },
    CUSTOMER: { description: 'Sees their own tickets.' },
  } as const,
});

export const CustomFieldType = builder.enumType('CustomFieldType', {
  description: 'What a custom field holds.',
  values: {
    TEXT: { description: 'One line of text.' },
    DATE: { description: 'A calendar day.' },
    DROPDOWN: { description: "One of the field's options." },
    CHECKBOX: { description: 'Yes or no.' },
    MULTILINE: { description: 'Text of several lines.' },
  } as const,
});

export const CustomFieldUsage = builder.enumType('CustomFieldUsage', {
  description: 'What a custom field belongs to.',
  values: {
    TICKET: { description: 'Tickets.' },
    USER: { description: 'Users.' },
    COMPANY: { description: 'Companies.' },
    ASSET: { description: 'Assets.' },
  } as const,
});

export const TicketEventKind = builder.enumType('TicketEventKind', {
  description: 'What happened to a ticket.',
  values: {
    CREATED: { description: 'The ticket was filed.' },
    UPDATED: { description: 'Fields of the ticket changed.' },
    CLOSED: { description: 'The ticket was closed.' },
    REOPENED: { description: 'The ticket was opened again.' },
    MERGED: { description: 'Another ticket was merged into this one.' },
    DELETED: { description: 'The ticket was deleted.' },
    COMMENT_ADDED: { description: 'A comment was added.' },
    COMMENT_EDITED: { description: 'A comment was edited.' },
    FILE_ADDED: { description: 'A file was added.' },
    FILE_DELETED: { description: 'A file was deleted.' },
    LINKED: { description: 'The ticket was linked to another.' },
    UNLINKED: { description: 'A link was taken away.' },
    PARENT_CHANGED: { description: 'The ticket got a parent, or lost it.' },
    FIELDS_CHANGED: { description: 'Custom fields changed.' },
    SUBSCRIBERS_CHANGED: { description: 'A subscriber came or went.' },
    ASSETS_CHANGED: { description: 'An asset was added or taken away.' },
  } as const,
});

export const Face = builder.enumType('Face', {
  description: 'The face of the desk through which a change came.',
  values: {
    REST: { description: 'The REST facade.' },
    GRAPHQL: { description: 'The GraphQL API.' },
    SYSTEM: { description: 'The desk itself.' },
  } as const,
});

/** Enums that filters compare with, by name. */
export const filterEnums = {
  TicketPriority,
  TicketOrigin,
  TicketStatusKind,
  CustomFieldType,
  CustomFieldUsage,
  TicketEventKind,
  Face,
};
