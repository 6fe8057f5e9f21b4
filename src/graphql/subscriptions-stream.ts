import type { AppError } from '../core/errors.js';
import { demand, forbidden, invalid, rateLimited, unauthenticated, unavailable } from '../core/errors.js';
import type { Context, Db } from '../core/context.js';
import { type Principal, signedIn } from '../core/principal.js';
import { type FeedEvent, isInFeed, readFeed } from '../domain/ticket/ticket-feed.js';
import type { Feed, Inbox } from './subscriptions-feed.js';
