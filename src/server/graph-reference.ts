import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { type Html, html } from './html.js';

/** Every operation and type of the schema with its description. */
export function graphReference(schema: GraphQLSchema, hasGraphiql: boolean): Html {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const named = Object.values(schema.getTypeMap()).filter(
    (type) => isShown(type) && !roots.some((root) => root === type),
  );
  return html`<h1>Graph reference</h1>
<p>Made from the schema that this desk serves. ${hasGraphiql ? html`<a href="/graphql">GraphiQL</a> shows the same while you type.` : null}</p>
<p>${roots.map((root) => root && html`<a href="#${root.name}">${root.name}</a> · `)}<a href="#types">Types</a></p>
${roots.map((root) => root && section(root))}
<h2 id="types">Types</h2>
${named.map(section)}`;
}

function isShown(type: GraphQLNamedType): boolean {
  const isPlumbing = /(?:Connection|Edge|Payload|Filter|Order|OrderField)$/.test(type.name);
  return !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !isPlumbing;
}

function section(type: GraphQLNamedType): Html {
  return html`<h3 id="${type.name}">${type.name}</h3>
<p>${type.description ?? ''}</p>
${members(type)}\n`;
}

function members(type: GraphQLNamedType): Html | null {
  if (isEnumType(type)) return table(type.getValues().map(({ name, description }) => row(html`${name}`, description)));
  if (isUnionType(type)) return html`<p>${type.getTypes().map((member) => html`${link(member)} `)}</p>`;
  if (isInputObjectType(type)) return table(Object.values(type.getFields()).map(inputRow));
  if (isObjectType(type)) return table(Object.values(type.getFields()).map(fieldRow));
  return null;
}

function table(rows: readonly Html[]): Html {
  return html`<table><tbody>${rows}</tbody></table>`;
}

function row(signature: Html, description: string | null | undefined): Html {
  return html`<tr><td><code>${signature}</code></td><td>${description ?? ''}</td></tr>\n`;
}

function fieldRow({ name, args, type, description, deprecationReason }: GraphQLField<unknown, unknown>): Html {
  const given = args.length > 0 ? html`(${args.map(argument)})` : null;
  const text = deprecationReason ? `Deprecated: ${deprecationReason} ${description ?? ''}` : description;
  return row(html`${name}${given}: ${typeLink(type)}`, text);
}

function argument({ name, type }: GraphQLArgument, index: number): Html {
  return html`${index > 0 ? ', ' : ''}${name}: ${typeLink(type)}`;
}

function inputRow({ name, type, description }: GraphQLInputField): Html {
  return row(html`${name}: ${typeLink(type)}`, description);
}

/** The type as it is written, its name leading to its description; a connection to that of its nodes. */
function typeLink(type: GraphQLField<unknown, unknown>['type'] | GraphQLInputField['type']): Html {
  const named = getNamedType(type);
  const [before, after] = String(type).split(named.name);
  const target = isShown(named) ? named.name : /^(.*)Connection$/.exec(named.name)?.[1];
  const name = target ? html`<a href="#${target}">${named.name}</a>` : named.name;
  return html`${before ?? ''}${name}${after ?? ''}`;
}

function link({ name }: GraphQLNamedType): Html {
  return html`<a href="#${name}">${name}</a>`;
}
