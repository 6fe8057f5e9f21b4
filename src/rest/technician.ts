import {
  addCategoryTechnician,
  listAssignableUsers,
  removeCategoryTechnician,
} from '../domain/user/category-technicians.js';
import { doing, taking } from './arguments.js';
import { builder } from './builder.js';
import { techsForCategoryParams } from './desk-params.js';
import { User, userRow } from './user.js';
import { technicianParams } from './user-params.js';

builder.queryField('TechsForCategory', (t) =>
  t.field({
    type: [User],
    ...taking(techsForCategoryParams, ({ id }, ctx) => listAssignableUsers(ctx, id, userRow)),
  }),
);

builder.mutationFields((t) => ({
  AddCategoryTechPermission: t.field(doing(technicianParams, (row, ctx) => addCategoryTechnician(ctx, row))),
  RemoveCategoryTechPermission: t.field(doing(technicianParams, (row, ctx) => removeCategoryTechnician(ctx, row))),
}));
