import { checkName, checkText, isId } from '../../core/check.js';
import type { Context } from '../../core/context.js';
import { demand, invalid, notFound } from '../../core/errors.js';
import { documentBody } from '../../core/html.js';
import { staffOnly } from '../../core/principal.js';
import type { CommentTemplate } from '../../generated/prisma/client.js';

export interface NewCommentTemplate {
  readonly name: string;
  /** Text or HTML. */
  readonly body: string;
}

/** Absent keeps, a value sets. */
export type CommentTemplatePatch = Partial<NewCommentTemplate>;

/** All canned answers by name; for staff. */
export async function listCommentTemplates(ctx: Context): Promise<CommentTemplate[]> {
  staffOnly(ctx, 'read comment templates');
  return ctx.db.commentTemplate.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
}

/** Adds a canned answer. */
export async function createCommentTemplate(ctx: Context, input: NewCommentTemplate): Promise<CommentTemplate> {
  staffOnly(ctx, 'write comment templates');
  const data = { name: checkName('name', input.name), body: readBody(input.body) };
  return ctx.db.commentTemplate.create({ data });
}

/** Changes a canned answer. */
export async function updateCommentTemplate(
  ctx: Context,
  id: number,
  { name, body }: CommentTemplatePatch,
): Promise<CommentTemplate> {
  staffOnly(ctx, 'write comment templates');
  const data = {
    name: name === undefined ? undefined : checkName('name', name),
    body: body === undefined ? undefined : readBody(body),
  };
  await demandTemplate(ctx, id);
  return ctx.db.commentTemplate.update({ where: { id }, data });
}

/** Deletes a canned answer; comments made from it stay. */
export async function deleteCommentTemplate(ctx: Context, id: number): Promise<CommentTemplate> {
  staffOnly(ctx, 'write comment templates');
  await demandTemplate(ctx, id);
  return ctx.db.commentTemplate.delete({ where: { id } });
}

function readBody(body: string): string {
  demand(checkText('body', body).trim() !== '', invalid('body', 'body must not be empty.'));
  return documentBody(body);
}

async function demandTemplate(ctx: Context, id: number): Promise<void> {
  const exists = isId(id) && (await ctx.db.commentTemplate.count({ where: { id } })) === 1;
  demand(exists, notFound('Comment template'));
}
